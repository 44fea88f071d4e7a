"""Reports as files: the JSON against its published schema, every form by its ending, faults that leave nothing behind."""
import csv
import json
import os
import pathlib
import unittest

from harness import ROLES, ProgramTest

SCHEMA = pathlib.Path(__file__).parents[2] / "src" / "report" / "report.schema.json"
FRAUD = ("--view", "fraud", "--amount", "amount", "--entity", "card", "--segment", "category", "--miss-cost", "80",
         "--false-alarm-cost", "2")
USAGE, DATA, MODEL, IO = 2, 3, 4, 5


def faults_of(value, schema, place="document"):
    """What of value the schema does not allow: the parts of JSON Schema that ours uses."""
    known = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    fits = [t for t in types if t in known and isinstance(value, known[t]) or t == "number" and is_number or
            t == "integer" and is_number and float(value).is_integer()]
    if types and not fits:
        return [f"{place}: {value!r:.60} is none of {types}"]
    out = []
    if "const" in schema and value != schema["const"]:
        out.append(f"{place}: is not {schema['const']}")
    if "enum" in schema and value not in schema["enum"]:
        out.append(f"{place}: {value!r} is none of {schema['enum']}")
    if is_number and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        out.append(f"{place}: {value} is out of range")
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        out += [f"{place}: lacks {key}" for key in schema.get("required", []) if key not in value]
        for key, inner in value.items():
            if key in properties:
                out += faults_of(inner, properties[key], f"{place}.{key}")
            elif schema.get("additionalProperties") is False:
                out.append(f"{place}: {key} is not in the schema")
    if isinstance(value, list) and "items" in schema:
        for k, inner in enumerate(value):
            out += faults_of(inner, schema["items"], f"{place}[{k}]")
    return out


class ReportTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.payments("normal.csv", "-n", "1500", "--fraud-share", "0")
        self.payments("in.csv", "-n", "600", "--seed", "3", "--fraud-share", "0.05")
        self.train("normal.csv", "m.discern", "--method", "knn", *ROLES)
        self.works("score", "m.discern", "in.csv", "--key", "payment_id", "--label", "fraud", "-o", "s.csv", "--quiet")

    def report(self, output, *options, scores="s.csv"):
        self.works("report", "m.discern", scores, "--records", "in.csv", "--key", "payment_id", "-o", output, *options, "--quiet")
        return self.folder / output

    def check_schema(self, path):
        document, schema = json.loads(path.read_text()), json.loads(SCHEMA.read_text())
        self.assertEqual(faults_of(document, schema)[:5], [])
        try:
            import jsonschema
        except ImportError:
            return document
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(document, schema)
        return document

    def test_the_json_keeps_to_its_schema_whatever_the_report_is_of(self):
        document = self.check_schema(self.report("full.json", *FRAUD))
        self.assertEqual(document["view"], "fraud")
        self.assertEqual(document["time"]["column"], "time")  # dates are found
        self.assertIsNotNone(document["hours"])
        self.works("report", "m.discern", "s.csv", "-o", "bare.json", "--quiet")
        self.assertIsNone(self.check_schema(self.folder / "bare.json")["drift"])
        self.works("report", "m.discern", "in.csv", "--false-alarm-rate", "0.2", "--explain", "all", "-o", "plain.json", "--quiet")
        self.assertIsNone(self.check_schema(self.folder / "plain.json")["quality"])
        # All of one kind, and all of them the same record.
        lines = (self.folder / "in.csv").read_text().splitlines()
        normal = next(line for line in lines[1:] if line.endswith(",normal"))
        self.write("same.csv", "\n".join([lines[0]] + [normal] * 50) + "\n")
        self.works("report", "m.discern", "same.csv", "--label", "fraud", "-o", "same.json", "--quiet")
        same = self.check_schema(self.folder / "same.json")
        self.assertIsNone(same["quality"]["auroc"])
        self.assertEqual(same["threshold"]["alerts"][-1], 50)
        self.works("report", "m.discern", "same.csv", "--label", "fraud", "-o", "same.html", "--quiet")

    def test_the_schema_refuses_what_is_no_report(self):
        document, schema = json.loads(self.report("r.json").read_text()), json.loads(SCHEMA.read_text())
        for change in ({"records": "many"}, {"surplus": 1}, {"verdict": {"level": "fine", "checks": []}}):
            self.assertNotEqual(faults_of({**document, **change}, schema), [], change)
        del document["rule"]
        self.assertNotEqual(faults_of(document, schema), [])

    def test_the_ending_says_the_form(self):
        document = json.loads(self.report("r.json", *FRAUD).read_text())
        with open(self.report("r.csv", *FRAUD), newline="") as file:
            cases = list(csv.DictReader(file))
        self.assertEqual([c["record"] for c in cases], [c["record"] for c in document["cases"]])
        self.assertEqual([float(c["score"]) for c in cases], [c["score"] for c in document["cases"]])
        self.assertEqual([float(c["amount"]) for c in cases], [c["amount"] for c in document["cases"]])
        summary = self.report("r.md").read_text()
        self.assertTrue(summary.startswith("# What stands out in s.csv"))
        self.assertIn(document["headline"], summary.replace("\\", ""))
        self.fails(USAGE, "r.docx ends in none of", "report", "m.discern", "s.csv", "-o", "r.docx")

    def test_a_pdf_is_printed_by_chromium_or_refused(self):
        self.fails(IO, "PDF takes Chromium|printed no PDF", "report", "m.discern", "s.csv", "-o", "r.pdf",
                   env={"PATH": "/nowhere", "DISCERN_CHROMIUM": "/nowhere/chromium"})
        if not any(os.access(f"{folder}/chromium", os.X_OK) for folder in os.environ["PATH"].split(":")):
            self.skipTest("there is no Chromium")
        self.assertEqual(self.report("r.pdf").read_bytes()[:5], b"%PDF-")

    def test_two_models_are_held_against_each_other(self):
        self.train("normal.csv", "old.discern", "--method", "mahalanobis", *ROLES)
        self.works("report", "m.discern", "in.csv", "--compare", "old.discern", "--label", "fraud", "--key", "payment_id",
                   "-o", "c.json", "--quiet")
        compared = json.loads((self.folder / "c.json").read_text())
        self.assertEqual(compared["records"], 600)
        for model, who in (("old.discern", "first"), ("m.discern", "second")):
            self.works("report", model, "in.csv", "--label", "fraud", "-o", "one.json", "--quiet")
            one = json.loads((self.folder / "one.json").read_text())
            self.assertEqual(compared["overlap"][who], one["alerts"])
            self.assertAlmostEqual(compared["quality"]["auroc"][who], one["quality"]["auroc"]["value"])
            self.assertEqual(compared["quality"]["recall"][who], one["quality"]["true_alerts"])
        self.works("report", "m.discern", "in.csv", "--compare", "m.discern", "--label", "fraud", "-o", "same.json", "--quiet")
        same = json.loads((self.folder / "same.json").read_text())
        self.assertEqual(same["overlap"]["jaccard"], 1)
        self.assertEqual(same["quality"]["auroc"]["p_value"], 1)
        (self.folder / "old.html").write_bytes((self.folder / "old.discern").read_bytes())
        self.fails(USAGE, "s.csv is a score file; give the records", "report", "m.discern", "s.csv", "--compare", "old.discern")
        self.fails(USAGE, "written as .html, .json or .md", "report", "m.discern", "in.csv", "--compare", "old.discern", "-o", "c.csv")
        self.fails(USAGE, "would be overwritten", "report", "m.discern", "in.csv", "--compare", "old.html", "-o", "old.html")

    def test_a_model_card_says_what_the_model_is(self):
        self.works("inspect", "m.discern", "--card", "card.md", "--quiet")
        card = (self.folder / "card.md").read_text()
        for part in ("# Model card: m.discern", "## Data", "## Training", "## Calibration", "## Limits", "Records: 1,500"):
            self.assertIn(part, card)
        self.fails(USAGE, "would be overwritten", "inspect", "m.discern", "--card", "m.discern")

    def test_bad_input_is_one_line_and_leaves_nothing(self):
        with_records = ("report", "m.discern", "s.csv", "--records", "in.csv", "--key", "payment_id", "-o", "r.html")
        self.fails(USAGE, '--amount "amuont": in.csv has no such column.*did you mean "amount"', *with_records, "--amount", "amuont")
        self.fails(DATA, 'in.csv:2: column "card": "C.*" is no amount', *with_records, "--amount", "card")
        self.fails(DATA, 'in.csv:2: column "card": "C.*" is no number', *with_records, "--time", "card")
        self.fails(USAGE, "--time: .* add --records FILE", "report", "m.discern", "s.csv", "--time", "time")
        self.fails(USAGE, "go together", *with_records, "--miss-cost", "3")
        self.fails(USAGE, "generic, fraud and scan", *with_records, "--view", "frauds")
        self.fails(USAGE, '--normal ok: no record has this label', *with_records, "--normal", "ok")
        self.fails(USAGE, "--false-alarm-rate", *with_records, "--false-alarm-rate", "0.7")
        self.write("none.csv", (self.folder / "s.csv").read_text().splitlines()[0] + "\n")
        self.fails(DATA, "none.csv", "report", "m.discern", "none.csv", "-o", "r.html")


if __name__ == "__main__":
    unittest.main()
