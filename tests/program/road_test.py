"""The whole main job through the program: simulate, train, score, evaluate, report, inspect."""
import gzip
import json
import random
import signal
import subprocess
import time
import unittest

from harness import DISCERN, ROLES, ProgramTest, rows, shared_model

KEY = ("--key", "payment_id")


class Road(ProgramTest):
    def test_a_gan_learns_scores_evaluates_and_reports(self):
        self.payments("normal.csv", "--records", "1500", "--fraud-share", "0")
        self.payments("incoming.csv", "--records", "800", "--start", "2025-10-01", "--fraud-share", "0.05")
        self.train("normal.csv", "card.discern", "--steps", "150", "--discriminator-steps", "150", *ROLES)
        scores = rows(self.works("score", "card.discern", "incoming.csv", *KEY))
        self.assertEqual(len(scores), 800)
        for row in scores:
            self.assertTrue(0 < float(row["p_value"]) <= 1)
            self.assertEqual(row["alert"], "1" if float(row["p_value"]) <= 0.01 else "0")
            self.assertEqual(bool(row["reason_1"]), row["alert"] == "1")
        quality = json.loads(self.works("evaluate", "card.discern", "incoming.csv", "--label", "fraud", "--json"))
        self.assertGreater(quality["auroc"], 0.7)
        self.works("report", "card.discern", "incoming.csv", "--label", "fraud", *KEY, "-o", "r.html", "--json")
        self.assertIn("<html", (self.folder / "r.html").read_text())
        self.assertEqual(json.loads((self.folder / "r.json").read_text())["records"], 800)
        self.assertIn("discriminator", self.works("inspect", "card.discern"))

    def test_the_same_seed_gives_the_same_file_and_another_seed_another(self):
        self.payments("normal.csv", "--records", "600", "--fraud-share", "0")
        options = ("--steps", "30", "--discriminator-steps", "30", *ROLES)
        first = self.train("normal.csv", "a.discern", *options).read_bytes()
        self.assertEqual(first, self.train("normal.csv", "b.discern", *options).read_bytes())
        self.assertNotEqual(first, self.train("normal.csv", "c.discern", "--seed", "1", *options).read_bytes())

    def test_labels_choose_the_normal_records(self):
        self.payments("mixed.csv", "--records", "1000", "--fraud-share", "0.2")
        self.train("mixed.csv", "m.discern", "--method", "pca", "--normal", "0", *ROLES)
        meta = json.loads(self.works("inspect", "m.discern", "--json"))
        normal = sum(row["fraud"] == "0" for row in rows((self.folder / "mixed.csv").read_text()))
        self.assertEqual(meta["training"]["records"], normal)

    def test_the_strangest_records_are_left_out_if_some_may_not_be_normal(self):
        self.payments("mixed.csv", "--records", "1000", "--fraud-share", "0.05")
        self.train("mixed.csv", "m.discern", "--method", "pca", "--contamination", "0.1", *ROLES)
        self.assertIn("trimmed: the 100 strangest records were left out", self.works("inspect", "m.discern"))
        self.works("report", "m.discern", "mixed.csv", "--label", "fraud", *KEY, "-o", "r.html")
        self.assertIn("trained on 1,000 records without the 100 strangest", (self.folder / "r.html").read_text())


class SameScores(ProgramTest):
    """A record's score is the same bits alone, in any batch, order, file or thread count."""

    def setUp(self):
        super().setUp()
        self.model = shared_model()
        self.payments("in.csv", "--records", "900", "--start", "2025-10-01", "--fraud-share", "0.1")
        self.text = (self.folder / "in.csv").read_text()
        self.expected = {row["record"]: row for row in self.scores("in.csv")}

    def scores(self, *inputs, stdin=None, options=()):
        return rows(self.works("score", self.model, *inputs, *KEY, "--explain", "all", *options, stdin=stdin))

    def same(self, scored, count):
        self.assertEqual(len(scored), count)
        for row in scored:
            self.assertEqual(row, self.expected[row["record"]])

    def test_threads(self):
        for threads in ("1", "2", "5"):
            self.same(self.scores("in.csv", options=("--threads", threads)), 900)

    def test_order_and_columns(self):
        lines = self.text.splitlines()
        header, body = lines[0].split(","), [line.split(",") for line in lines[1:]]
        random.Random(1).shuffle(body)
        order = random.Random(2).sample(range(len(header)), len(header))
        shuffled = "\n".join(",".join(cells[i] for i in order) for cells in [header, *body])
        self.write("shuffled.csv", shuffled)
        self.same(self.scores("shuffled.csv"), 900)

    def test_alone(self):
        lines = self.text.splitlines()
        for line in lines[1:900:90]:
            self.write("one.csv", f"{lines[0]}\n{line}\n")
            self.same(self.scores("one.csv"), 1)

    def test_files_folder_stdin_and_gzip(self):
        lines = self.text.splitlines(keepends=True)
        (self.folder / "parts").mkdir()
        self.write("parts/1.csv", lines[0] + "".join(lines[1:400]))
        self.write("parts/2.csv.gz", gzip.compress((lines[0] + "".join(lines[400:])).encode()))
        self.same(self.scores("parts"), 900)
        self.same(self.scores("parts/1.csv", "parts/2.csv.gz"), 900)
        self.same(self.scores("-", stdin=self.text.encode()), 900)
        self.same(self.scores("-", stdin=gzip.compress(self.text.encode())), 900)

    def test_json_lines(self):
        records = [json.dumps(row) for row in rows(self.text)]
        self.write("in.jsonl", "\n".join(records))
        self.same(self.scores("in.jsonl"), 900)
        out = self.works("score", self.model, "in.csv", *KEY, "--json")
        for line in out.splitlines():
            row = json.loads(line)
            self.assertEqual(repr(row["score"]), repr(float(self.expected[row["record"]]["score"])))


class Decisions(ProgramTest):
    def test_fail_on_alert_and_the_rate(self):
        model = shared_model()
        self.payments("in.csv", "--records", "500", "--fraud-share", "0.1", "--start", "2025-10-01")
        self.works("score", model, "in.csv", "--fail-on-alert", "-o", "s.csv", code=1)
        few = rows((self.folder / "s.csv").read_text())
        many = rows(self.works("score", model, "in.csv", "--false-alarm-rate", "0.2"))
        self.assertLess(sum(r["alert"] == "1" for r in few), sum(r["alert"] == "1" for r in many))
        self.assertEqual([r["score"] for r in few], [r["score"] for r in many])

    def test_what_training_never_saw_is_scored_and_reported(self):
        lines = ["a,b,c"] + [f"{i % 7},{'xyz'[i % 3]},5" for i in range(400)]
        self.write("normal.csv", "\n".join(lines))
        self.train("normal.csv", "m.discern", "--method", "mahalanobis")
        strange = "a,b,c\n3,y,5\n3,q,5\n3,y,6\n900,y,5\n,y,5\n"
        scored = rows(self.works("score", "m.discern", "-", "--explain", "all", stdin=strange.encode()))
        self.assertEqual([float(r["surprises"]) > 0 for r in scored], [False, True, True, True, True])
        for row in scored[1:]:
            self.assertGreater(float(row["score"]), float(scored[0]["score"]))
            self.assertEqual(row["alert"], "1")
        self.assertRegex(scored[1]["reason_1"], 'b "q": never seen')
        self.assertRegex(scored[2]["reason_1"], "c 6: always 5")
        self.assertRegex(scored[3]["reason_1"], "a 900: far outside 0 to 6")
        self.assertRegex(scored[4]["reason_1"], "a: missing, never so")


class Interrupt(ProgramTest):
    def start(self, *options):
        self.payments("normal.csv", "--records", "3000", "--fraud-share", "0")
        process = subprocess.Popen(
            [DISCERN, "train", "normal.csv", "-o", "m.discern", "--steps", "1000000", *ROLES, *options],
            cwd=self.folder, stderr=subprocess.PIPE)
        time.sleep(8)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        _, message = process.communicate(timeout=120)
        return process.returncode, message.decode()

    def test_only_the_checkpoint_is_written_unless_more_is_asked_for(self):
        code, message = self.start()
        self.assertEqual(code, 130)
        self.assertIn("go on with --resume", message)
        self.assertEqual({path.name for path in self.folder.iterdir()}, {"normal.csv", "m.discern.checkpoint"})

    def test_nothing_is_written_without_checkpoints(self):
        code, message = self.start("--checkpoint-every", "0")
        self.assertEqual(code, 130)
        self.assertIn("nothing was written", message)
        self.assertEqual({path.name for path in self.folder.iterdir()}, {"normal.csv"})

    def test_the_best_so_far_is_kept_if_asked_for(self):
        code, message = self.start("--keep-on-interrupt")
        self.assertEqual(code, 0, message)
        scored = self.works("score", "m.discern", "normal.csv", "--accept-failed")
        self.assertEqual(len(rows(scored)), 3000)


if __name__ == "__main__":
    unittest.main(verbosity=2)
