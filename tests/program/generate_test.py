"""Synthetic records through the program: made, scored, and compared with real ones."""
import csv
import json
import unittest

from harness import ProgramTest, rows, shared_model

USAGE, DATA = 2, 3
STEPS = ("--steps", "150", "--discriminator-steps", "50")


def records(count, seed, decimal="."):
    """Integers, a number with gaps, a flag, categories (one needs quotes), a constant."""
    lines = ["n;x;ok;place;unit"]
    for i in range(count):
        k = (i * 7919 + seed * 104729) % 1009
        x = "" if k % 10 == 3 else f"{k / 100 + 0.25:.2f}".replace(".", decimal)
        lines.append(f"{k % 17};{x};{'yes' if k % 3 else 'no'};\"{('a;b', 'c d', 'é,')[k % 3]}\";kg")
    return "\n".join(lines) + "\n"


class Generate(ProgramTest):
    def test_types_ranges_and_categories_are_kept_and_the_model_scores_them(self):
        for decimal, name in ((".", "point"), (",", "comma")):
            self.write(f"{name}.csv", records(600, 1, decimal))
            model = self.train(f"{name}.csv", f"{name}.discern", *STEPS, "--decimal", decimal)
            made = self.works("generate", model, "-n", "1500", "-o", f"made-{name}.csv")
            self.assertEqual(made, "")
            with open(self.folder / f"made-{name}.csv", newline="") as file:
                read = list(csv.DictReader(file, delimiter=";" if decimal == "," else ","))
            self.assertEqual(len(read), 1500)
            self.assertEqual(list(read[0]), ["n", "x", "ok", "place", "unit"])
            for row in read:
                self.assertIn(int(row["n"]), range(17))
                self.assertTrue(row["x"] == "" or 0.25 <= float(row["x"].replace(decimal, ".")) <= 10.33, row)
                self.assertIn(row["ok"], ("true", "false"))
                self.assertIn(row["place"], ("a;b", "c d", "é,"))
                self.assertEqual(row["unit"], "kg")
            scored = rows(self.works("score", model, f"made-{name}.csv"))
            self.assertEqual(len(scored), 1500)
            self.assertEqual({row["surprises"] for row in scored}, {"0"})

    def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(self):
        self.write("normal.csv", records(300, 1))
        self.train("normal.csv", "m.discern", *STEPS)
        first = self.works("generate", "m.discern", "-n", "2000", "--seed", "3")
        self.assertEqual(first, self.works("generate", "m.discern", "-n", "2000", "--seed", "3"))
        self.assertTrue(first.startswith(self.works("generate", "m.discern", "-n", "700", "--seed", "3")))
        self.assertNotEqual(first, self.works("generate", "m.discern", "-n", "2000", "--seed", "4"))
        self.assertEqual(len(self.works("generate", "m.discern").splitlines()), 1001)

    def test_faults(self):
        self.write("normal.csv", records(100, 1))
        model = self.train("normal.csv", "m.discern", "--method", "knn")
        self.fails(USAGE, "the method knn makes no records; train a model with .*fanogan", "generate", model, "-o", "x.csv")
        self.fails(USAGE, "expected a model", "generate")
        self.fails(USAGE, "records.*\"0\" is not", "generate", model, "-n", "0")


class EvaluateSynthetic(ProgramTest):
    def setUp(self):
        super().setUp()
        self.model = shared_model()
        common = ("--fraud-share", "0", "--unlabelled")
        self.normal = self.payments("normal.csv", "--records", "1500", *common)
        self.held = self.payments("held.csv", "--records", "1500", "--start", "2025-10-01", *common)

    def compared(self, synthetic, *options):
        return json.loads(self.works("evaluate", self.model, "held.csv", "--synthetic", synthetic, "--json", *options))

    def test_a_copy_of_the_training_records_is_suspicious(self):
        found = self.compared("normal.csv", "--train", "normal.csv")
        self.assertTrue(found["privacy"]["suspicious"])
        self.assertEqual(found["privacy"]["copies_synthetic"], 1)
        self.assertEqual(found["privacy"]["training"], 1500)
        self.assertIn("differential privacy", found["privacy"]["does_not_prove"])

    def test_other_records_of_the_same_kind_are_not_and_a_moved_column_is_found(self):
        self.payments("more.csv", "--records", "1500", "--start", "2025-11-01", "--fraud-share", "0", "--unlabelled")
        found = self.compared("more.csv", "--train", "normal.csv")
        self.assertFalse(found["privacy"]["suspicious"])
        self.assertLess(abs(found["two_sample"]["accuracy"] - 0.5), 0.06)
        lines = (self.folder / "more.csv").read_text().splitlines()
        place = lines[0].split(",").index("amount")
        moved = [line.split(",") for line in lines]
        for cells in moved[1:]:
            cells[place] = str(float(cells[place]) + 100)
        self.write("moved.csv", "\n".join(",".join(cells) for cells in moved))
        found = self.compared("moved.csv")
        self.assertEqual(found["columns"][0]["column"], "amount")
        self.assertGreater(found["columns"][0]["distance"], 0.5)
        self.assertGreater(found["two_sample"]["interval"][0], 0.5)
        self.assertIsNone(found["privacy"])

    def test_the_text_says_what_it_found_and_what_it_does_not_prove(self):
        text = self.works("evaluate", self.model, "held.csv", "--synthetic", "normal.csv", "--train", "normal.csv")
        for words in ("1,500 synthetic records and 1,500 real records", "Kolmogorov-Smirnov", "total variation",
                      "Correlations differ by", "Two-sample test", "suspicious", "no differential privacy"):
            self.assertIn(words, text)
        self.assertIn("add the training records with --train",
                      self.works("evaluate", self.model, "held.csv", "--synthetic", "normal.csv"))

    def test_faults(self):
        self.fails(USAGE, "add --synthetic", "evaluate", self.model, "held.csv", "--train", "normal.csv")
        self.write("few.csv", "\n".join((self.folder / "held.csv").read_text().splitlines()[:6]))
        self.fails(DATA, "synthetic records: 5 found, expected at least 20", "evaluate", self.model, "held.csv",
                   "--synthetic", "few.csv")
        self.write("other.csv", "a,b\n1,2\n")
        self.fails(DATA, "lacks? the column", "evaluate", self.model, "held.csv", "--synthetic", "other.csv")


if __name__ == "__main__":
    unittest.main(verbosity=2)
