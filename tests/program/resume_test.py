"""A training that is killed goes on from its checkpoint to the same model file, and no other training does."""
import random
import subprocess
import time
import unittest

from harness import DISCERN, ROLES, ProgramTest

SHORT = ("--steps", "150", "--discriminator-steps", "150", *ROLES)


class Resume(ProgramTest):
    def setUp(self):
        super().setUp()
        self.payments("normal.csv", "--records", "400", "--fraud-share", "0")

    def start_and_kill(self, model, seconds, *options):
        """Whether the training was over before it was killed."""
        process = subprocess.Popen([DISCERN, "train", "normal.csv", "-o", model, "--quiet", *options], cwd=self.folder)
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return False
        self.assertEqual(process.returncode, 0)
        return True

    def wait_for(self, path, process):
        while not path.exists():
            self.assertIsNone(process.poll())
            time.sleep(0.01)

    def test_killed_at_random_moments(self):
        whole = self.train("normal.csv", "whole.discern", *SHORT).read_bytes()
        self.assertFalse((self.folder / "whole.discern.checkpoint").exists())
        moments = random.Random(1)
        options = (*SHORT, "--checkpoint-every", "0.000001", "--resume")
        kills = 0
        while not self.start_and_kill("m.discern", 0.4 + 0.1 * kills + moments.random(), *options):
            kills += 1
        self.assertEqual((self.folder / "m.discern").read_bytes(), whole)
        self.assertFalse((self.folder / "m.discern.checkpoint").exists())

    def test_killed_once_there_is_a_checkpoint(self):
        whole = self.train("normal.csv", "whole.discern", *SHORT).read_bytes()
        checkpoint = self.folder / "m.discern.checkpoint"
        command = [DISCERN, "train", "normal.csv", "-o", "m.discern", "--quiet", *SHORT, "--checkpoint-every", "0.000001"]
        process = subprocess.Popen(command, cwd=self.folder)
        self.wait_for(checkpoint, process)
        process.kill()
        process.wait()
        self.assertFalse((self.folder / "m.discern").exists())
        self.fails(2, "other records, options, seed or version", *command[1:], "--resume", "--seed", "1")
        self.fails(2, "other records, options, seed or version", *command[1:], "--resume", "--batch", "17")
        self.works(*command[1:], "--resume")
        self.assertEqual((self.folder / "m.discern").read_bytes(), whole)
        self.assertFalse(checkpoint.exists())

    def test_without_a_checkpoint_it_starts_from_the_beginning(self):
        done = self.run_discern("train", "normal.csv", "-o", "m.discern", "--resume", *SHORT)
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"warning: m.discern.checkpoint: no such checkpoint", done.stderr)

    def test_what_cannot_be_resumed_is_refused(self):
        self.write("m.discern.checkpoint", "a,b\n1,2\n3,4\n")
        self.fails(4, "not a model file", "train", "normal.csv", "-o", "m.discern", "--quiet", "--resume", *SHORT)
        self.fails(2, "--resume needs a model file", "train", "normal.csv", "-o", "-", "--resume", *SHORT)
        self.fails(2, "--checkpoint-every above 0", "train", "normal.csv", "-o", "m.discern", "--resume",
                   "--checkpoint-every", "0", *SHORT)

    def test_a_time_budget_ends_a_training_without_end(self):
        self.train("normal.csv", "m.discern", "--steps", "10000000", "--discriminator-steps", "10000000",
                   "--time-budget", "2", *ROLES)


if __name__ == "__main__":
    unittest.main(verbosity=2)
