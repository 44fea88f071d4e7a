"""discern threshold: rules compared and changed, what each does when scoring, and every bad input in one line."""
import hashlib
import json
import random
import struct
import unittest

from harness import ROLES, ProgramTest, rows, shared_model

USAGE, DATA, MODEL = 2, 3, 4
ALL = ["rate", "conditional", "discovery", "tail", "budget", "cost", "labels", "triage", "groups", "randomised",
       "weighted"]


def with_calibration(raw, change):
    """A model file whose calibration scores are change(them), sealed again."""
    length = struct.unpack("<Q", raw[:8])[0]
    header, start = json.loads(raw[8:8 + length]), 8 + length
    own = header.pop("__metadata__")
    own["sha256"] = "0" * 64
    entries, data = {"__metadata__": own}, b""
    for name, tensor in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, end = tensor["data_offsets"]
        numbers = raw[start + begin:start + end]
        if name == "conformal":
            scores = change(list(struct.unpack(f"<{len(numbers) // 8}d", numbers)))
            if scores is None:
                continue
            numbers, tensor = struct.pack(f"<{len(scores)}d", *scores), {**tensor, "shape": [len(scores)]}
        entries[name] = {**tensor, "data_offsets": [len(data), len(data) + len(numbers)]}
        data += numbers
    text = json.dumps(entries, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    out = struct.pack("<Q", len(text)) + text + data
    return out.replace(b"0" * 64, hashlib.sha256(out).hexdigest().encode(), 1)


class Threshold(ProgramTest):
    def setUp(self):
        super().setUp()
        self.model = self.folder / "m.discern"
        self.model.write_bytes(shared_model().read_bytes())
        self.incoming = self.payments("in.csv", "--records", "1500", "--fraud-share", "0.04", "--seed", "5")

    def rules(self, *arguments):
        found = json.loads(self.works("threshold", self.model, *arguments, "--json", "--quiet"))
        return found, {rule["rule"]: rule for rule in found["rules"]}

    def scores(self, model, *options):
        return rows(self.works("score", model, self.incoming, "--label", "fraud", "--quiet", *options))

    def test_comparing_changes_nothing(self):
        before = self.model.read_bytes()
        text = self.works("threshold", self.model)
        found, rules = self.rules()
        self.assertEqual(list(rules), ALL)
        for name in ALL:
            self.assertRegex(text, rf"(?m)^{name} ")
            self.assertTrue(rules[name]["assumption"])
            self.assertTrue(rules[name]["usable"] or rules[name]["warnings"])
        self.assertIsNone(found["written"])
        self.assertEqual(self.model.read_bytes(), before)

    def test_a_rule_is_written_without_training_and_alerts_as_it_said(self):
        before = self.scores(self.model)
        for rule, options in [("conditional", []), ("tail", ["--false-alarm-rate", "0.005"]), ("discovery", []),
                              ("budget", ["--alerts", "30", "--volume", "1500"]), ("triage", ["--review-rate", "0.05"]),
                              ("labels", ["--label", "fraud"]),
                              ("cost", ["--label", "fraud", "--miss-cost-column", "amount", "--false-alarm-cost", "3",
                                        "--prevalence", "0.01"])]:
            found, rules = self.rules(self.incoming, "--rule", rule, "-o", "new.discern", *options)
            after = self.scores("new.discern")
            self.assertEqual(sum(row["alert"] == "1" for row in after), rules[rule]["alerts"], rule)
            self.assertEqual([row["score"] for row in after], [row["score"] for row in before])
            self.assertEqual([row["p_value"] for row in after], [row["p_value"] for row in before])
            if rule == "triage":
                verdicts = {row["verdict"] for row in after}
                self.assertEqual(verdicts, {"clear", "review", "alarm"})
            self.works("score", "new.discern", self.incoming, "--label", "fraud", "--quiet", "-o", "s.csv")
            self.works("report", "new.discern", "s.csv", "-o", "r.json", "--quiet")
            report = json.loads((self.folder / "r.json").read_text())
            self.assertEqual(report["rule"]["kind"], rule)
            self.assertEqual(report["alerts"], rules[rule]["alerts"])
            self.assertIn("holds", report["watch"])
            self.works("report", "new.discern", "s.csv", "-o", "r.html", "--quiet")
        self.assertEqual(self.scores("new.discern", "--false-alarm-rate", "0.01"), self.scores(self.model))

    def test_in_place_and_back_gives_the_same_bytes(self):
        before = self.model.read_bytes()
        self.works("threshold", self.model, "--rule", "triage")
        self.assertNotEqual(self.model.read_bytes(), before)
        self.works("threshold", self.model, "--rule", "rate", "--false-alarm-rate", "0.01")
        self.assertEqual(self.model.read_bytes(), before)

    def test_groups_go_by_their_column(self):
        normal = self.payments("normal.csv", "--records", "3000", "--fraud-share", "0", "--seed", "9")
        _, rules = self.rules(normal, "--rule", "groups", "--by", "category", "--false-alarm-rate", "0.02", "-o", "g.discern")
        cuts = {g["group"]: g["cut"] for g in rules["groups"]["details"]["groups"]}
        with open(self.incoming, encoding="utf-8") as file:
            groups = [row["category"] for row in rows(file.read())]
        for row, group in zip(self.scores("g.discern"), groups):
            cut = cuts.get(group) or rules["groups"]["cut"]
            self.assertEqual(row["alert"] == "1", float(row["score"]) >= cut)
        self.assertIn("by a cut for each", self.works("explain", "g.discern", self.incoming))

    def test_a_mix_that_changed_keeps_the_rate_by_weights(self):
        normal = self.payments("normal.csv", "--records", "4000", "--fraud-share", "0", "--seed", "9")
        header, *lines = normal.read_text().splitlines(True)
        place = header.split(",").index("category")
        common = max({line.split(",")[place] for line in lines}, key=lambda c: sum(l.split(",")[place] == c for l in lines))
        kept = [line for i, line in enumerate(lines) if line.split(",")[place] != common or i % 8 == 0]
        self.write("mix.csv", header + "".join(kept))
        found, rules = self.rules(normal, "--rule", "weighted", "--by", "category", "--incoming", "mix.csv",
                                  "--false-alarm-rate", "0.02", "-o", "w.discern")
        rule = rules["weighted"]
        groups = {g["group"]: g for g in rule["details"]["groups"]}
        self.assertLess(groups[common]["weight"], 0.5)
        self.assertEqual(groups[common]["incoming"], sum(line.split(",")[place] == common for line in kept))
        self.assertLess(rule["details"]["effective_size"], 4000)
        self.assertAlmostEqual(rule["false_alarm_rate"]["mean"], 0.02)
        self.assertIn("normal records, weighted, say as much as", self.works(
            "threshold", self.model, normal, "--by", "category", "--incoming", "mix.csv"))
        # On the very mix it was weighted by, the share of alerts is the rate.
        alerts = [row["alert"] == "1" for row in rows(self.works("score", "w.discern", "mix.csv", "--quiet"))]
        self.assertAlmostEqual(sum(alerts) / len(alerts), 0.02, delta=0.002)
        self.works("report", "w.discern", "mix.csv", "-o", "r.json", "--quiet")
        promise = " ".join(json.loads((self.folder / "r.json").read_text())["rule"]["promise"])
        self.assertIn("if values of category come as often as when the rule was made", promise)

    def test_ties_are_broken_by_the_name_alone(self):
        _, rules = self.rules("--rule", "randomised", "--seed", "3", "-o", "r.discern")
        self.assertEqual(rules["randomised"]["rate"], 0.01)
        whole = {row["record"]: row for row in rows(self.works("score", "r.discern", self.incoming, "--key", "payment_id",
                                                               "--quiet", "-o", "-"))}
        header, *lines = self.incoming.read_text().splitlines(True)
        self.write("part.csv", header + "".join(reversed(lines[100:200])))
        part = rows(self.works("score", "r.discern", "part.csv", "--key", "payment_id", "--quiet"))
        self.assertEqual(len(part), 100)
        for row in part:
            self.assertEqual(row, whole[row["record"]])
        plain = self.works("score", self.model, self.incoming, "--key", "payment_id", "--quiet")
        for row in rows(plain):
            self.assertLessEqual(float(whole[row["record"]]["p_value"]), float(row["p_value"]))
        self.works("threshold", "r.discern", "--rule", "randomised", "-o", "r0.discern")
        self.works("score", "r0.discern", self.incoming, "--quiet", "-o", "s0.csv")
        self.works("score", "r.discern", self.incoming, "--quiet", "-o", "s.csv")
        self.works("report", "r.discern", "s.csv", "--records", self.incoming, "-o", "r.html", "--quiet")
        self.works("watch", "r.discern", "s.csv", "--quiet")
        self.works("report", "r.discern", "s.csv", "-o", "r.json", "--quiet")
        report = json.loads((self.folder / "r.json").read_text())
        self.assertEqual(report["alerts"], sum(row["alert"] == "1" for row in rows((self.folder / "s.csv").read_text())))
        found = json.loads(self.works("threshold", "r.discern", "s.csv", "--json", "--quiet"))
        counts = {rule["rule"]: rule.get("alerts") for rule in found["rules"]}
        self.assertEqual(counts["randomised"], sum(row["alert"] == "1" for row in rows((self.folder / "s0.csv").read_text())))
        self.assertEqual(found["current"]["kind"], "randomised")

    def test_watching_follows_the_scores(self):
        # Shuffled, so that those scored are like those learned from.
        header, *records = self.payments("all.csv", "--records", "5000", "--fraud-share", "0").read_text().splitlines(True)
        random.Random(1).shuffle(records)
        self.write("normal.csv", header + "".join(records[:2500]))
        self.write("later.csv", header + "".join(records[2500:]))
        self.train("normal.csv", "k.discern", "--method", "knn", *ROLES)
        self.works("score", "k.discern", "later.csv", "--quiet", "-o", "s.csv")
        scores = [float(row["score"]) for row in rows((self.folder / "s.csv").read_text())]
        watch = ("watch", "k.discern", "s.csv", "--quiet", "--false-alarm-rate", "0.01", "--learn-alarms")
        for options, first in [([], 0), (["--warm-up", "1000"], 1000), (["--warm-up", "1000", "--drift", "200"], 1000)]:
            found = rows(self.works(*watch, *options))
            self.assertEqual([float(row["score"]) for row in found], scores[first:])
            for row in found:
                self.assertEqual(row["alarm"] == "1", float(row["score"]) > float(row["cut"]))
            self.assertGreater(len({row["cut"] for row in found}), 5)
            expected = 0.01 * len(found)
            self.assertLess(abs(sum(row["alarm"] == "1" for row in found) - expected), 3 * expected ** 0.5 + 5)
        lines = self.works(*watch, "--json").splitlines()
        self.assertEqual([json.loads(line)["score"] for line in lines], scores)
        self.assertEqual(set(json.loads(lines[0])), {"record", "score", "cut", "alarm"})

    def test_what_cannot_be_watched_is_one_line(self):
        self.works("score", self.model, self.incoming, "--quiet", "-o", "s.csv")
        self.fails(USAGE, "--drift 10 takes a --warm-up above it, found 0", "watch", self.model, "s.csv", "--drift", "10")
        self.fails(DATA, "1500 scores, and --warm-up takes 1500", "watch", self.model, "s.csv", "--warm-up", "1500", "-o", "w.csv")
        self.fails(USAGE, "rate", "watch", self.model, "s.csv", "--false-alarm-rate", "0.1", "-o", "w.csv")
        self.fails(USAGE, "a model and a score file", "watch", self.model)
        self.works("train", self.incoming, "-o", "other.discern", "--method", "mahalanobis", "--quiet", "--label", "fraud",
                   "--normal", "0", "--exclude", "payment_id,kind,time,card")
        self.fails(MODEL, "model", "watch", "other.discern", "s.csv")

    def test_labels_are_used_only_when_asked_for_and_not_judged_on_the_same_records(self):
        self.works("score", self.model, self.incoming, "--label", "fraud", "--quiet", "-o", "s.csv")
        _, rules = self.rules("s.csv")
        self.assertFalse(rules["labels"]["usable"] or rules["cost"]["usable"])
        _, rules = self.rules("s.csv", "--label", "fraud", "--rule", "labels", "-o", "l.discern")
        low, high = rules["labels"]["details"]["value_interval"]
        self.assertLess(low, high)
        self.fails(USAGE, "chosen with these very records", "evaluate", "l.discern", self.incoming, "--label", "fraud")
        other = self.payments("other.csv", "--records", "800", "--fraud-share", "0.04", "--seed", "6")
        self.assertIn("At the alert rule", self.works("evaluate", "l.discern", other, "--label", "fraud"))

    def test_drift_is_said_in_the_summary(self):
        with open(self.incoming, encoding="utf-8") as file:
            header, *lines = file.read().splitlines()
        place = header.split(",").index("amount")
        moved = [header]
        for line in lines:
            cells = line.split(",")
            cells[place] = str(50 + 3 * float(cells[place] or 0))
            moved.append(",".join(cells))
        self.write("moved.csv", "\n".join(moved) + "\n")
        done = self.run_discern("score", self.model, "moved.csv", "-o", "/dev/null")
        self.assertIn(b"shifted against training: amount (PSI ", done.stderr)
        self.assertIn(b"calibration no longer holds from about record", done.stderr)

    def test_bad_input(self):
        m = self.model
        self.fails(USAGE, '--rule.*"luck"', "threshold", m, "--rule", "luck")
        self.fails(USAGE, "--alerts: 0 alerts of 1000", "threshold", m, "--rule", "budget", "--alerts", "0", "--volume", "1000")
        self.fails(USAGE, "needs --alerts N", "threshold", m, "--rule", "budget")
        self.fails(USAGE, "needs labelled records", "threshold", m, "--rule", "labels")
        self.fails(USAGE, "needs --miss-cost", "threshold", m, self.incoming, "--label", "fraud", "--rule", "cost")
        self.fails(USAGE, "add it", "threshold", m, "-o", "x.discern")
        self.fails(USAGE, "would be overwritten", "threshold", m, self.incoming, "--rule", "tail", "-o", self.incoming)
        self.fails(USAGE, "no record has this label", "threshold", m, self.incoming, "--label", "fraud", "--normal", "fine")
        self.fails(USAGE, "is a column of records", "threshold", m, "--by", "category")
        self.fails(USAGE, "add --by COL", "threshold", m, self.incoming, "--incoming", self.incoming)
        self.fails(USAGE, "give those after the model", "threshold", m, "--incoming", self.incoming)
        self.fails(USAGE, "--by categry: there is no such column", "threshold", m, self.incoming, "--by", "categry",
                   "--incoming", self.incoming)
        self.fails(USAGE, "--incoming FILE", "threshold", m, self.incoming, "--by", "category", "--rule", "weighted")
        self.fails(USAGE, "no such column", "threshold", m, self.incoming, "--by", "categry")
        self.fails(USAGE, "no such column", "threshold", m, self.incoming, "--label", "fraud", "--miss-cost-column", "amuont")
        self.fails(DATA, "no cost of an anomaly", "threshold", m, self.incoming, "--label", "fraud", "--miss-cost-column",
                   "category")
        self.fails(DATA, "calibration records support a rate of", "threshold", m, "--rule", "rate", "--false-alarm-rate",
                   "0.00001")

    def test_a_model_without_calibration_or_with_equal_scores_alone(self):
        raw = self.model.read_bytes()
        self.write("same.discern", with_calibration(raw, lambda scores: scores))
        self.works("inspect", "same.discern")
        self.write("none.discern", with_calibration(raw, lambda scores: None))
        self.write("empty.discern", with_calibration(raw, lambda scores: []))
        for model in ("none.discern", "empty.discern"):
            for command in (["threshold", model], ["threshold", model, "--rule", "rate", "-o", "x.discern"],
                            ["score", model, self.incoming, "-o", "x.csv"],
                            ["report", model, self.incoming, "-o", "x.html"], ["watch", model, self.incoming, "-o", "x.csv"]):
                self.fails(MODEL, "conformal", *command)
        self.write("equal.discern", with_calibration(raw, lambda scores: [1.5] * len(scores)))
        before = (self.folder / "equal.discern").read_bytes()
        self.fails(MODEL, "all [0-9,]+ calibration scores are 1.5: no cut tells records apart", "threshold", "equal.discern",
                   "--rule", "tail")
        self.assertEqual((self.folder / "equal.discern").read_bytes(), before)

    def test_what_fails_leaves_the_model_as_it_was(self):
        before = self.model.read_bytes()
        self.works("score", self.model, self.incoming, "--label", "fraud", "--quiet", "-o", "s.csv")
        header, first, *_ = (self.folder / "s.csv").read_text().splitlines()
        self.write("equal.csv", "\n".join([header] + 5 * [first]) + "\n")
        m = self.model
        self.fails(USAGE, "0 alerts of 1500", "threshold", m, "s.csv", "--rule", "budget", "--alerts", "0")
        self.fails(USAGE, "0 alerts of 1000", "threshold", m, "--rule", "budget", "--alerts", "0", "--volume", "1000")
        self.fails(USAGE, "--alerts", "threshold", m, "--rule", "budget", "--alerts", "-3", "--volume", "1000")
        self.fails(USAGE, "leave nothing to choose", "threshold", m, "--rule", "budget", "--alerts", "1000", "--volume", "1000")
        self.fails(USAGE, "no record has this label", "threshold", m, "s.csv", "--label", "fraud", "--normal", "fine",
                   "--rule", "labels")
        self.fails(DATA, "all 5 scores are", "threshold", m, "equal.csv", "--rule", "triage")
        self.fails(USAGE, "needs labelled records of both kinds", "threshold", m, "s.csv", "--rule", "labels")
        self.assertEqual(m.read_bytes(), before)
        # A report of equal scores is one all the same, and says what it cannot judge.
        self.works("report", m, "equal.csv", "-o", "r.md", "--quiet")
        self.fails(USAGE, "no record has this label", "report", m, "s.csv", "--normal", "fine", "-o", "x.html")
        self.fails(USAGE, "no such column|lacks the column", "evaluate", m, self.incoming, "--label", "fraudulent")

    def test_scores_that_do_not_fit(self):
        self.works("score", self.model, self.incoming, "--label", "fraud", "--quiet", "-o", "s.csv")
        self.fails(USAGE, "give the records instead", "threshold", self.model, "s.csv", "--by", "category")
        self.fails(USAGE, "--label class: s.csv's label column is", "threshold", self.model, "s.csv", "--label", "class")
        header, first, *rest = (self.folder / "s.csv").read_text().splitlines()
        self.write("equal.csv", "\n".join([header] + 5 * [first]) + "\n")
        self.fails(DATA, "all 5 scores are", "threshold", self.model, "equal.csv")
        cells = first.split(",")
        cells[header.split(",").index("p_value")] = "0.777"
        self.write("other.csv", "\n".join([header, ",".join(cells)] + rest) + "\n")
        self.fails(MODEL, "scored by another model", "threshold", self.model, "other.csv", "--rule", "tail")
        self.write("components.csv", header.replace(",surprises", ",luck") + "\n" + first + "\n")
        self.fails(MODEL, "scored by another model", "threshold", self.model, "components.csv")
        self.write("empty.csv", header + "\n")
        self.fails(DATA, "no records", "threshold", self.model, "empty.csv")


if __name__ == "__main__":
    unittest.main()
