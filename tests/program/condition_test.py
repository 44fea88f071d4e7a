"""Conditions through the program: records judged against, made and translated within their own kind."""
import csv
import json
import random
import unittest

from harness import ProgramTest, rows

USAGE = 2
STEPS = {"discern": ("--steps", "300", "--discriminator-steps", "200"),
         "gan": ("--steps", "300", "--discriminator-steps", "200"),
         "fanogan": ("--steps", "300", "--encoder-steps", "600")}


def amount(draw, kind):
    return draw.gauss(5, 1) if kind == "a" else draw.gauss(500, 50)


def records(count, seed):
    """Small amounts are normal for kind a, large ones for b."""
    draw = random.Random(seed)
    lines = ["kind,amount,hour"]
    for _ in range(count):
        kind = draw.choice("ab")
        lines.append(f"{kind},{amount(draw, kind):.3f},{draw.gauss(12, 3):.3f}")
    return "\n".join(lines) + "\n"


class Condition(ProgramTest):
    def conditional(self, method):
        self.write("normal.csv", records(600, 1))
        return self.train("normal.csv", f"{method}.discern", "--method", method, "--condition", "kind", *STEPS[method])

    def test_what_is_usual_for_another_kind_is_strange(self):
        for method in STEPS:
            model = self.conditional(method)
            self.write("new.csv", records(200, 2) + "a,500,12\nb,5,12\nc,5,12\n,500,12\n")
            scored = rows(self.works("score", model, "new.csv", "--explain", "all"))
            usual = sorted(float(row["score"]) for row in scored[:200])
            for swapped in scored[200:202]:
                self.assertGreater(float(swapped["score"]), usual[197], method)
            self.assertIn("never seen in training", scored[202]["reason_1"] + scored[202]["reason_2"])
            # Of a kind that training never saw, a record is judged as of any: nothing but that is strange.
            component = "reconstruction" if method == "fanogan" else "discriminator"
            self.assertLess(float(scored[202][component]), float(scored[200][component]), method)

    def test_records_of_one_kind_are_made(self):
        model = self.conditional("discern")
        for kind, low, high in (("a", 0, 250), ("b", 250, 750)):
            made = rows(self.works("generate", model, "-n", "300", "--where", f"kind={kind}"))
            self.assertEqual({row["kind"] for row in made}, {kind})
            inside = sum(low < float(row["amount"]) < high for row in made)
            self.assertGreater(inside, 270, kind)
        both = rows(self.works("generate", model, "-n", "1000"))
        self.assertTrue(400 < sum(row["kind"] == "a" for row in both) < 600)

    def test_a_record_is_shown_as_of_another_kind(self):
        model = self.conditional("fanogan")
        self.write("one.csv", "kind,amount,hour\na,5,12\n")
        found = json.loads(self.works("explain", model, "one.csv", "--set", "kind=b", "--json"))
        changed = found["changed"]
        self.assertTrue(changed["translated"])
        values = {column["column"]: column["value"] for column in changed["columns"]}
        self.assertEqual(values["kind"], "b")
        self.assertTrue(250 < float(values["amount"].replace(",", "")) < 750, values)
        self.assertIn("the same record of that kind", self.works("explain", model, "one.csv", "--set", "kind=b"))
        kept = json.loads(self.works("explain", model, "one.csv", "--set", "amount=6", "--json"))["changed"]
        self.assertFalse(kept["translated"])
        self.assertEqual({c["column"]: c["value"] for c in kept["columns"]}["kind"], "a")

    def test_inspect_names_the_condition(self):
        self.assertRegex(self.works("inspect", self.conditional("gan")), "kind +categorical +condition, 2 categories")

    def test_faults(self):
        self.write("normal.csv", records(100, 1))
        train = ("train", "normal.csv", "-o", "x.discern", "--condition")
        self.fails(USAGE, "the method knn takes none; expected one of", *train, "kind", "--method", "knn")
        self.fails(USAGE, "amount: the column is numeric.*--categorical amount", *train, "amount")
        self.fails(USAGE, "no column of that name.*did you mean \"kind\"", *train, "kint")
        self.fails(USAGE, "named twice", *train, "kind,kind")
        self.write("one.csv", "kind,amount\n" + "".join(f"a,{i * 7 % 31}\n" for i in range(30)))
        self.fails(USAGE, "one value alone", "train", "one.csv", "-o", "x.discern", "--condition", "kind")
        self.assertFalse((self.folder / "x.discern").exists())
        model = self.conditional("gan")
        self.fails(USAGE, "training saw no such value.*it saw", "generate", model, "--where", "kind=z")
        self.fails(USAGE, "no condition of the model.*expected kind", "generate", model, "--where", "amount=3")
        self.fails(USAGE, "named twice", "generate", model, "--where", "kind=a,kind=b")
        self.fails(USAGE, "names no column", "generate", model, "--where", "kind")


if __name__ == "__main__":
    unittest.main(verbosity=2)
