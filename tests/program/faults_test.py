"""Every bad input: the right exit code, one line that says place, found, expected, remedy, and nothing half-written."""
import resource
import subprocess
import unittest

from harness import BUILD, DISCERN, ProgramTest, shared_model

USAGE, DATA, MODEL, IO = 2, 3, 4, 5
GOOD = "a,b\n" + "\n".join(f"{i % 13},{i % 7}" for i in range(60)) + "\n"


class Usage(ProgramTest):
    def test_commands_and_options(self):
        self.fails(USAGE, 'no command "scor" \\(did you mean "score"', "scor")
        self.fails(USAGE, "no option --sed.*did you mean .*--seed", "train", "x.csv", "-o", "m", "--sed", "1")
        self.fails(USAGE, "seed.*\"x\" is not a whole number", "train", "x.csv", "-o", "m", "--seed", "x")
        self.fails(USAGE, "needs a value", "train", "x.csv", "-o")
        self.fails(USAGE, "^discern: there is no command .*; the commands are train, score", "nosuch")
        self.fails(USAGE, "help: there is no command .*; the commands are train, score", "help", "nosuch")
        self.fails(USAGE, "--steps needs a value; give --steps N: ", "train", "x.csv", "-o", "m", "--steps")
        self.fails(USAGE, '"2" is not a number from 0 to 0.5; give RATE: ', "score", "m", "x", "--false-alarm-rate", "2")
        self.fails(USAGE, 'no method "fanogam" \\(did you mean "fanogan"|fanogam.*did you mean .*fanogan', "train", "x.csv",
                   "-o", "m", "--method", "fanogam")
        self.fails(USAGE, "add -o MODEL", "train", "x.csv")
        self.fails(USAGE, "add --label", "train", "x.csv", "-o", "m", "--normal", "0")
        self.fails(USAGE, "given twice", "train", "x.csv", "-o", "m", "--seed", "1", "--seed", "2")
        self.fails(USAGE, "expected a model and records", "score")
        self.fails(USAGE, "add --label", "evaluate", "m", "x.csv")
        self.fails(USAGE, "one argument too many", "inspect", "a", "b")
        self.fails(USAGE, "expected payments", "simulate", "weather")

    def test_no_command_prints_help_and_fails(self):
        done = self.run_discern()
        self.assertEqual(done.returncode, USAGE)
        self.assertIn(b"discern train", done.stdout)

    def test_every_command_has_help(self):
        overview = self.works("help")
        for command in ("train", "score", "report", "explain", "evaluate", "threshold", "generate", "inspect", "simulate",
                        "methods",
                        "help"):
            self.assertIn(f"  {command} ", overview)
            self.assertEqual(self.works("help", command), self.works(command, "--help"))

    def test_unknown_columns_are_named_with_a_suggestion(self):
        self.write("g.csv", GOOD.replace("a,b", "amount,hour"))
        self.fails(USAGE, '--exclude amuont: .*did you mean "amount"', "train", "g.csv", "-o", "m", "--exclude", "amuont")
        self.fails(USAGE, "--label lable: ", "train", "g.csv", "-o", "m", "--label", "lable")


class TrainingRecords(ProgramTest):
    def bad(self, text, message, code=DATA, *options):
        self.write("bad.csv", text)
        self.fails(code, message, "train", "bad.csv", "-o", "m.discern", "--quiet", "--method", "knn", *options)

    def test_files(self):
        self.fails(IO, "none.csv: .*No such file", "train", "none.csv", "-o", "m")
        self.bad("", "bad.csv: .*empty|bad.csv: .*no records")
        self.bad("a,b\n", "bad.csv: .*no records|header")
        self.bad("a,b\n1,2,3\n1,2\n", "bad.csv:2: 3 fields, expected 2")
        self.bad('a,b\n1,"2\n3,4\n', "bad.csv:2: .*quote")
        self.bad("a,a\n1,2\n", '"a"')

    def test_values(self):
        self.bad(GOOD + "x,1\n", 'bad.csv:62: column "a": "x" is not a number')
        self.bad(GOOD + "inf,1\n", 'bad.csv:62: column "a".*inf')
        self.bad("a,b\n" + "NA,NA\n" * 30, "no column|no value|missing")
        self.bad("a,b\n1,2\n", "1 found, expected at least 10")
        self.bad("a,b\n" + "5,6\n" * 30, "no column varies")
        self.bad("k\n" + "\n".join(map(str, range(30))), "no .*column", DATA, "--key", "k")

    def test_text_that_is_not_utf8_is_named_before_training(self):
        text = "a,c\n" + "".join(f"{i},{'xy'[i % 2]}\n" for i in range(40))
        self.bad(text.encode() + b"3,caf\xe9\n", "column \"?c\"?: its text is not UTF-8.*iconv")

    def test_missing_words_can_be_named(self):
        self.write("ok.csv", GOOD + "n/a,1\n")
        self.works("train", "ok.csv", "-o", "m.discern", "--quiet", "--method", "knn", "--missing", "n/a")

    def test_one_record_can_be_scored_though_not_learned_from(self):
        self.write("good.csv", GOOD)
        self.train("good.csv", "m.discern", "--method", "knn")
        self.assertEqual(len(self.works("score", "m.discern", "-", stdin=b"a,b\n1,2\n").splitlines()), 2)


class ScoredRecords(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("good.csv", GOOD)
        self.train("good.csv", "m.discern", "--method", "knn")

    def bad(self, text, message, code=DATA, *options):
        self.fails(code, message, "score", "m.discern", "-", "-o", "s.csv", "--quiet", *options, stdin=text.encode())

    def test_columns(self):
        self.bad("a,c\n1,2\n", 'column "b"')
        self.bad("x,y\n1,2\n", '"a".*"b"')
        self.bad("a,b\n1,oops\n", ':2: column "b": "oops" is not a number')
        self.bad("a,b\n1,2\n", "--key id: there is no such column", USAGE, "--key", "id")

    def test_nothing_is_printed_before_the_columns_are_known_to_be_right(self):
        for options in (("--key", "id"), ("--label", "id")):
            self.prints_nothing(GOOD, *options)
        self.prints_nothing("a,c\n1,2\n")

    def prints_nothing(self, text, *options):
        done = self.run_discern("score", "m.discern", "-", *options, stdin=text.encode())
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stdout, b"")

    def test_a_model_that_can_never_alert_says_so(self):
        done = self.run_discern("train", "good.csv", "-o", "never.discern", "--method", "knn", "--false-alarm-rate",
                                "0.0001")
        self.assertIn("warn: resolution: no record can alert", done.stderr.decode())
        self.assertIn("resolution", self.works("inspect", "never.discern"))

    def test_a_late_fault_leaves_no_file(self):
        self.bad(GOOD * 1 + "1,2\n" * 9000 + "1\n", "1 field")

    def test_outputs(self):
        self.fails(IO, "no/s.csv: .*No such file.*make the folder", "score", "m.discern", "good.csv", "-o", "no/s.csv")
        self.fails(IO, "Is a directory", "score", "m.discern", "good.csv", "-o", ".")
        self.fails(IO, "/dev/full: .*No space", "score", "m.discern", "good.csv", "-o", "/dev/full", "--quiet")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([DISCERN, "score", "m.discern", "good.csv", "--quiet"], stdout=full,
                                  stderr=subprocess.PIPE, cwd=self.folder)
        self.assertEqual(done.returncode, IO, done.stderr)
        self.assertIn(b"standard output", done.stderr)

    def test_a_file_that_outgrows_its_limit_is_not_left_half_written(self):
        self.write("many.csv", GOOD + "1,2\n" * 20000)

        def small():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
            import signal
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

        before = sorted(self.folder.iterdir())
        done = subprocess.run([DISCERN, "score", "m.discern", "many.csv", "-o", "s.csv", "--quiet"],
                              capture_output=True, cwd=self.folder, preexec_fn=small)
        self.assertEqual(done.returncode, IO, done.stderr)
        self.assertRegex(done.stderr, rb"s.csv: cannot be written: File too large")
        self.assertEqual(sorted(self.folder.iterdir()), before)


class Models(ProgramTest):
    def setUp(self):
        super().setUp()
        self.bytes = shared_model().read_bytes()
        self.write("in.csv", GOOD)

    def bad(self, name, content, message):
        self.write(name, content)
        self.fails(MODEL, message, "score", name, "in.csv")
        self.fails(MODEL, message, "inspect", name)

    def test_files_that_are_no_model(self):
        self.fails(IO, "none.discern: .*No such file", "score", "none.discern", "in.csv")
        self.bad("empty.discern", b"", "empty.discern: ")
        self.bad("text.discern", GOOD, "text.discern: ")
        self.bad("short.discern", self.bytes[:-7], "truncated|shorter|bytes")
        self.bad("long.discern", self.bytes + b"x", "bytes|longer|damaged")

    def test_a_flipped_bit(self):
        for place in (9, 200, len(self.bytes) // 2, len(self.bytes) - 3):
            flipped = bytearray(self.bytes)
            flipped[place] ^= 4
            self.bad("flipped.discern", bytes(flipped), "flipped.discern: ")

    def test_a_newer_format(self):
        newer = self.bytes.replace(b'"format_version":"1"', b'"format_version":"9"')
        self.assertNotEqual(newer, self.bytes)
        self.bad("newer.discern", newer, "newer|format 9")

    def test_scores_of_another_model(self):
        self.write("g.csv", GOOD)
        self.train("g.csv", "knn.discern", "--method", "knn")
        self.train("g.csv", "pca.discern", "--method", "pca")
        self.works("score", "knn.discern", "g.csv", "-o", "s.csv")
        self.fails(MODEL, "s.csv", "report", "pca.discern", "s.csv", "-o", "r.html")


    def test_scores_of_another_model_of_the_same_method(self):
        self.write("g.csv", GOOD)
        self.write("h.csv", "a,b\n" + "\n".join(f"{i * i % 13},{i % 7}" for i in range(60)) + "\n")
        self.train("g.csv", "one.discern", "--method", "knn")
        self.train("h.csv", "two.discern", "--method", "knn")
        self.works("score", "one.discern", "g.csv", "-o", "s.csv")
        self.fails(MODEL, "s.csv: record .* scored by another model", "report", "two.discern", "s.csv", "-o", "r.html",
                   "--accept-failed")


class Reports(ProgramTest):
    def setUp(self):
        super().setUp()
        text = "id,a,b,label\n" + "\n".join(f"k{i},{i % 13},{i % 7},{i % 2}" for i in range(60)) + "\n"
        self.write("in.csv", text)
        self.train("in.csv", "m.discern", "--method", "knn", "--key", "id", "--label", "label",
                   "--false-alarm-rate", "0.1")
        self.works("score", "m.discern", "in.csv", "--key", "id", "--label", "label", "-o", "s.csv")
        lines = text.splitlines()
        self.write("reversed.csv", "\n".join([lines[0], *lines[:0:-1]]) + "\n")

    def bad(self, message, *arguments, code=USAGE, stdin=None):
        self.fails(code, message, "report", "m.discern", *arguments, "-o", "r.html", stdin=stdin)

    def test_records_that_were_not_scored(self):
        self.works("report", "m.discern", "s.csv", "--records", "in.csv", "--key", "id", "-o", "ok.html")
        self.bad('reversed.csv:2: id is "k59", but record 1 of the scores is "k0"', "s.csv", "--records",
                 "reversed.csv", "--key", "id", code=DATA)
        self.bad("reversed.csv:[0-9]+: the model gives this record a score of", "s.csv", "--records", "reversed.csv",
                 code=DATA)
        self.bad("s.csv: lacks the columns", "s.csv", "--records", "s.csv", code=DATA)

    def test_the_rate_of_the_alerts(self):
        self.works("score", "m.discern", "in.csv", "--false-alarm-rate", "0.4", "-o", "more.csv")
        self.bad("more.csv: record .* alerts with p-value .* model's rate is 0.1; give --false-alarm-rate", "more.csv")
        self.works("report", "m.discern", "more.csv", "--false-alarm-rate", "0.4", "-o", "more.json")
        self.works("report", "m.discern", "in.csv", "--false-alarm-rate", "0.4", "-o", "direct.json")
        for name in ("more.json", "direct.json"):
            self.assertIn('"rate": 0.4', (self.folder / name).read_text())

    def test_options_that_cannot_act(self):
        for option in (("--explain", "all"), ("--reasons", "5"), ("--label", "kind"), ("--key", "id"),
                       ("--threads", "2"), ("--header", "present")):
            self.bad(f"{option[0]}: cannot act on the score file s.csv", "s.csv", *option)
        self.bad("only one is taken", "s.csv", "s.csv")
        self.bad("not read from standard input", "-", stdin=(self.folder / "s.csv").read_bytes())

    def test_the_labels_are_placed(self):
        self.bad('--normal x: no record has this label in s.csv, column "label"', "s.csv", "--normal", "x")
        self.fails(USAGE, 'in.csv, column "id": none of .* is known to mean normal', "evaluate", "m.discern", "in.csv",
                   "--label", "id")

    def test_unlabelled_records_are_counted(self):
        self.write("some.csv", (self.folder / "in.csv").read_text() + "k60,3,3,\n")
        out = self.works("evaluate", "m.discern", "some.csv", "--label", "label")
        self.assertIn("30 normal and 30 anomalous records; 1 without a label left out", out)

    def test_the_twin_is_named(self):
        done = self.run_discern("report", "m.discern", "s.csv", "-o", "r.html", "--json")
        self.assertEqual(done.stderr.decode(), "r.html written\nr.json written\n")


class Overwriting(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("a.csv", GOOD)
        self.train("a.csv", "m.discern", "--method", "knn")

    def kept(self, *arguments, stdin=None):
        before = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        self.fails(USAGE, "is also read, as .*would be overwritten; write elsewhere", *arguments, stdin=stdin)
        self.assertEqual({path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}, before)

    def test_inputs_and_models_are_kept(self):
        (self.folder / "link.csv").symlink_to("a.csv")
        (self.folder / "parts").mkdir()
        self.write("parts/1.csv", GOOD)
        self.write("r.json", GOOD)
        self.kept("train", "a.csv", "-o", "./a.csv", "--method", "knn")
        self.kept("score", "m.discern", "a.csv", "-o", "a.csv")
        self.kept("score", "m.discern", "a.csv", "-o", "link.csv")
        self.kept("score", "m.discern", "a.csv", "-o", "m.discern")
        self.kept("score", "m.discern", "parts", "-o", "parts/1.csv")
        self.kept("report", "m.discern", "csv:a.csv", "-o", "a.csv")
        self.kept("report", "m.discern", "csv:r.json", "-o", "r.html", "--json")
        self.works("score", "m.discern", "a.csv", "-o", "s.csv")
        self.works("score", "m.discern", "a.csv", "-o", "s.csv")  # an older output may go
        self.kept("report", "m.discern", "s.csv", "--records", "a.csv", "-o", "a.csv")


class Loads(ProgramTest):
    def test_only_training_loads_torch(self):
        def libraries(program):
            return subprocess.run(["ldd", program], capture_output=True, check=True).stdout
        self.assertNotIn(b"torch", libraries(DISCERN))
        self.assertIn(b"torch", libraries(str(BUILD / "discern-train")))

    def test_version(self):
        self.assertRegex(self.works("--version"), r"^discern \d+\.\d+\.\d+\nreads model files of format 1 to 1\n$")


if __name__ == "__main__":
    unittest.main(verbosity=2)
