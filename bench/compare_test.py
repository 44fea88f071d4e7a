"""Tests bench/compare.py on made-up result files."""
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import compare


class CompareTest(unittest.TestCase):
    def test_interval_is_what_it_is_by_hand(self):
        # Logarithms 0, 1, 2 and 1, 2, 3: means 1 apart, errors 1/3 each, 4 degrees of freedom, t = 2.776.
        e = 2.718281828459045
        ratio, low, high = compare.interval([1, e, e**2], [e, e**2, e**3])
        self.assertAlmostEqual(ratio, e)
        half = 2.776 * (2 / 3) ** 0.5
        self.assertAlmostEqual(low, e ** (1 - half))
        self.assertAlmostEqual(high, e ** (1 + half))
        self.assertEqual(compare.verdict((ratio, low, high)), "not distinguishable")

    def test_names_faster_and_slower(self):
        before = [1.00, 1.01, 0.99, 1.02]
        self.assertEqual(compare.verdict(compare.interval(before, [0.80, 0.81, 0.79, 0.82])), "faster")
        self.assertEqual(compare.verdict(compare.interval(before, [1.20, 1.21, 1.19, 1.22])), "slower")
        self.assertEqual(compare.verdict(compare.interval(before, before)), "not distinguishable")
        within = compare.interval(before, [1.05, 1.06, 1.04, 1.07])
        self.assertEqual(compare.verdict(within), "not distinguishable")
        self.assertEqual(compare.verdict(within, margin=1), "slower")
        self.assertIn("too few", compare.verdict(compare.interval(before, [0.1, 0.1])))

    def test_what_did_not_change_is_rarely_called_changed(self):
        source = random.Random(1)
        rounds = lambda: [source.lognormvariate(0, 0.1) for _ in range(8)]
        changed = sum(compare.verdict(compare.interval(rounds(), rounds()), margin=1) != "not distinguishable"
                      for _ in range(2000))
        self.assertLess(changed, 0.065 * 2000)
        self.assertGreater(changed, 0.03 * 2000)

    def test_files(self):
        ours = {"machine": {"cpu": "A", "threads": 1},
                "measurements": [{"name": "score", "unit": "s", "rounds": [2.0, 2.1, 2.05]},
                                 {"name": "reading", "unit": "B/s", "rounds": [100, 101, 99]},
                                 {"name": "gone", "unit": "s", "rounds": [1, 1, 1]}]}
        later = {"machine": {"cpu": "B", "threads": 1},
                 "measurements": [{"name": "score", "unit": "s", "rounds": [1.0, 1.1, 1.05]},
                                  {"name": "reading", "unit": "B/s", "rounds": [50, 51, 49]}]}
        google = {"benchmarks": [{"run_name": "gemm/1", "run_type": "iteration", "cpu_time": t} for t in (3, 4, 5)] +
                                [{"run_name": "gemm/1", "run_type": "aggregate", "cpu_time": 99}]}
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for name, content in (("a", ours), ("b", later), ("c", google)):
                paths.append(pathlib.Path(folder) / name)
                paths[-1].write_text(json.dumps(content))
            self.assertEqual(compare.read(paths[2])[1], {"gemm/1": [3, 4, 5]})
            program = pathlib.Path(__file__).parent / "compare.py"
            text = subprocess.run([sys.executable, program, paths[0], paths[1]], check=True, capture_output=True,
                                  text=True).stdout
        lines = {line.split()[0]: line for line in text.splitlines()}
        self.assertIn("cpu differs: A before, B after", lines["note:"])
        self.assertTrue(lines["score"].endswith("faster"), text)
        self.assertTrue(lines["reading"].endswith("slower"), text)
        self.assertTrue(lines["gone"].endswith("only in the first file"), text)


if __name__ == "__main__":
    unittest.main()
