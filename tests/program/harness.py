"""What the program's tests share: run it, make small inputs, keep them in one temporary folder."""
import csv
import io
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BUILD = pathlib.Path(os.environ["DISCERN_BUILD"])
DISCERN = str(BUILD / "discern")


class ProgramTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="discern-test-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def run_discern(self, *arguments, stdin=None, env=None):
        return subprocess.run(
            [DISCERN, *map(str, arguments)], input=stdin, capture_output=True, cwd=self.folder, timeout=300,
            env={**os.environ, **(env or {})})

    def works(self, *arguments, stdin=None, code=0):
        done = self.run_discern(*arguments, stdin=stdin)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return done.stdout.decode()

    def fails(self, code, message, *arguments, stdin=None, env=None):
        """One line on stderr that matches, the exit code, nothing on stdout, no file more than before."""
        before = sorted(self.folder.iterdir())
        done = self.run_discern(*arguments, stdin=stdin, env=env)
        text = done.stderr.decode()
        self.assertEqual(done.returncode, code, text)
        self.assertRegex(text, message)
        self.assertEqual(len(text.strip().splitlines()), 1, text)
        self.assertEqual(sorted(self.folder.iterdir()), before)
        return text

    def write(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def payments(self, name, *options):
        self.works("simulate", "payments", "-o", name, *options)
        return self.folder / name

    def train(self, records, model, *options):
        self.works("train", records, "-o", model, "--quiet", *options)
        return self.folder / model


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def shared_model(*options, key=[None]):
    """A small detector of the default method that many tests score with; trained once a process."""
    if key[0] is None:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="discern-model-"))
        normal, model = folder / "normal.csv", folder / "model.discern"
        subprocess.run([DISCERN, "simulate", "payments", "--records", "2000", "--fraud-share", "0", "-o", normal], check=True)
        subprocess.run([DISCERN, "train", normal, "-o", model, "--steps", "100", "--discriminator-steps", "100", "--quiet", *ROLES],
                       check=True)
        key[0] = model
    return key[0]


ROLES = ("--key", "payment_id", "--label", "fraud", "--exclude", "kind,time,card")
