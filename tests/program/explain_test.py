"""One record explained, and the same record with other values."""
import json
import unittest

from harness import ProgramTest, rows, shared_model

USAGE = 2
KEY = ("--key", "payment_id")


class ExplainOne(ProgramTest):
    def setUp(self):
        super().setUp()
        self.model = shared_model()
        self.payments("in.csv", "--records", "300", "--start", "2025-10-01", "--fraud-share", "0.1")
        self.records = rows((self.folder / "in.csv").read_text())
        self.scores = rows(self.works("score", self.model, "in.csv", *KEY, "--explain", "all", "--reasons", "20"))

    def explained(self, *options, records="in.csv"):
        return json.loads(self.works("explain", self.model, records, "--json", *options))

    def test_a_record_is_as_it_was_scored(self):
        for place in (0, 150, 299):
            expected = self.scores[place]
            found = self.explained(*KEY, "--record", expected["record"])
            self.assertEqual(found, {**self.explained("--record", str(place + 1)), "record": expected["record"]})
            self.assertEqual(found["record"], expected["record"])
            self.assertEqual(found["score"], float(expected["score"]))
            self.assertEqual(found["p_value"], float(expected["p_value"]))
            self.assertEqual(found["alert"], expected["alert"] == "1")
            for component in found["components"]:
                value = float(expected[component["component"]])
                self.assertAlmostEqual(component["value"], value, delta=1e-6 * abs(value))
                self.assertTrue(0 < component["tail"] < 1)
            self.assertAlmostEqual(sum(column["share"] for column in found["columns"]), 1)
            for k, column in enumerate(found["columns"]):
                counts = k == 0 or column["share"] >= 0.01  # score leaves negligible reasons out
                self.assertEqual((column["reason"] or "") if counts else "", expected[f"reason_{k + 1}"])
                if column["share"] and counts:
                    self.assertEqual(column["share"], float(expected[f"share_{k + 1}"]))
            self.assertIsNone(found["changed"])
        self.assertEqual(self.explained()["record"], "1")

    def test_other_values_are_those_of_a_record_that_has_them(self):
        lines = (self.folder / "in.csv").read_text().splitlines()
        cells, names = lines[1].split(","), lines[0].split(",")
        cells[names.index("amount")], cells[names.index("category")] = "9999.5", "Miami, FL"
        cells[names.index("km_since_last")] = ""
        cells[names.index("category")] = f'"{cells[names.index("category")]}"'
        self.write("changed.csv", "\n".join([lines[0], ",".join(cells)]))
        expected = self.explained(records="changed.csv")
        found = self.explained("--set", "amount=9999.5", "--set", "category=Miami, FL", "--set", "km_since_last=")
        before = self.explained()
        self.assertEqual({key: found[key] for key in before if key != "changed"},
                         {key: before[key] for key in before if key != "changed"})
        for key in ("score", "p_value", "alert", "components", "columns"):
            self.assertEqual(found["changed"][key], expected[key])
        self.assertGreater(found["changed"]["score"], found["score"])
        self.assertEqual(found["changed"]["set"]["category"], "Miami, FL")

    def test_the_text_names_score_components_and_columns(self):
        text = self.works("explain", self.model, "in.csv", "--set", "amount=9999")
        self.assertRegex(text, r"^record 1: score [\d.]+, p-value [\d.]+, (no )?alert at a rate of 0.01\n")
        for words in ("neighbours", "surprises", "amount", "expected", "with amount=9999:", "before", "after"):
            self.assertIn(words, text)

    def test_faults(self):
        def bad(message, *options):
            self.fails(USAGE, message, "explain", self.model, "in.csv", *options)
        bad("--record 301: there is no such record", "--record", "301")
        bad("--record x: no record has that value", *KEY, "--record", "x")
        bad("--key id: there is no such column", "--key", "id")
        bad('--set amuont: .*did you mean "amount"', "--set", "amuont=1")
        bad('--set amount: "much" is not a finite number', "--set", "amount=much")
        bad("expected COL=VALUE", "--set", "amount")
        self.fails(USAGE, "expected a model and records", "explain", self.model)


if __name__ == "__main__":
    unittest.main(verbosity=2)
