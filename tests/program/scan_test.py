"""Scans from practice data to maps, masks and the gallery."""
import json
import re
import struct
import unittest
import zipfile

import harness

SCANS = ("--size", "32", "--contrast", "0.8", "--records", "60")


def heat(path):
    """The array `map` of an .npz file as rows of numbers."""
    raw = zipfile.ZipFile(path).read("map.npy")
    length = struct.unpack("<H", raw[8:10])[0]
    header = raw[10:10 + length].decode()
    height, width = map(int, re.search(r"\((\d+), (\d+)", header).groups())
    assert "'<f4'" in header
    values = struct.unpack(f"<{height * width}f", raw[10 + length:])
    return [values[y * width:(y + 1) * width] for y in range(height)]


class Scan(harness.ProgramTest):
    def setUp(self):
        super().setUp()
        self.works("simulate", "scans", *SCANS, "--test", "40", "-o", "s.npz")
        self.train("s.npz#train", "m", "--label", "label", "--normal", "0", "--method", "knn")

    def test_maps_and_regions(self):
        self.works("score", "m", "s.npz#test", "--maps", "maps", "-o", "scores.csv", "--explain", "all")
        scores = harness.rows((self.folder / "scores.csv").read_text())
        maps = sorted((self.folder / "maps").glob("*.npz"))
        self.assertEqual(len(maps), 40)
        self.assertEqual(maps[0].name, "000001_s.npz_1.npz")
        self.assertEqual(len(list((self.folder / "maps").glob("*.png"))), 40)
        self.assertIn("1 in 1,000", (self.folder / "maps" / "legend.svg").read_text())
        strangest = max(scores, key=lambda row: float(row["score"]))
        self.assertRegex(strangest["reason_1"], r"^image [a-z ]+: \d+ x \d+ pixels, \d+ % of the evidence, peak 1 in [\d,]+ normal pixels$")
        lines = [json.loads(line) for line in self.works("score", "m", "s.npz#test", "--json", "--explain", "all").splitlines()]
        at = scores.index(strangest)
        values = heat(maps[at])
        peak = max(map(max, values))
        best = max((lines[at][f"peak_{k}"], k) for k in (1, 2, 3) if lines[at][f"peak_{k}"] is not None)
        self.assertGreater(peak, 2)
        self.assertAlmostEqual(min(lines[at][f"peak_{k}"] for k in (1, 2, 3) if lines[at][f"peak_{k}"]), 10 ** -peak, delta=1e-4)
        self.assertTrue(best)
        explained = self.works("explain", "m", "s.npz#test", "--record", "s.npz#" + str(at + 1))
        self.assertIn(strangest["reason_1"], explained)
        found = json.loads(self.works("explain", "m", "s.npz#test", "--record", "s.npz#" + str(at + 1), "--json"))["regions"]
        self.assertAlmostEqual(sum(region["share"] for region in found), 1, delta=0.1)

    def test_scores_with_regions_are_read_again(self):
        self.works("score", "m", "s.npz#test", "--json", "-o", "s.jsonl")
        self.works("report", "m", "s.jsonl", "-o", "r.json")

    def test_evaluate_with_masks(self):
        from_array = json.loads(self.works("evaluate", "m", "s.npz#test", "--label", "label", "--masks", "s.npz#test_masks", "--json"))["pixels"]
        self.assertEqual((from_array["pictures"], from_array["marked_pictures"]), (40, 20))
        self.assertGreater(from_array["auroc"], 0.9)
        self.works("simulate", "scans", *SCANS, "--test", "40", "-o", "s")
        from_folder = json.loads(self.works("evaluate", "m", "s/test", "--label", "folder", "--normal", "good", "--masks", "s/masks", "--json"))["pixels"]
        for name in ("regions", "marked_pictures", "dice_mean"):
            self.assertAlmostEqual(from_array[name], from_folder[name], places=6)
        self.fails(3, "masks of .* records|masks .* records", "evaluate", "m", "s.npz#test", "--label", "label", "--masks", "s.npz#train")

    def test_gallery(self):
        self.works("report", "m", "s.npz#test", "--label", "label", "--view", "scan", "-o", "r.html", "--json")
        page = (self.folder / "r.html").read_text()
        gallery = json.loads((self.folder / "r.json").read_text())["gallery"]
        self.assertGreater(len(gallery["cases"]), 5)
        self.assertTrue(gallery["maps"] and gallery["made"] and gallery["nearest"])
        for name in ("scan", "heat", "made", "nearest"):
            self.assertTrue(gallery["cases"][0][name].startswith("data:image/png;base64,iVBOR"))
        self.assertIn("For research.", page)
        self.assertIn("img-src data:", page)
        self.assertEqual(page.count("class=heat"), len(gallery["cases"]))
        self.works("report", "m", "s.npz#test", "-o", "plain.html")
        self.assertNotIn("data:image", (self.folder / "plain.html").read_text())

    def test_a_gallery_of_500_scans_stays_under_8_mb(self):
        self.works("simulate", "scans", "--size", "128", "--contrast", "1", "--records", "0", "--test", "500", "-o", "many.npz")
        self.works("report", "m", "many.npz#test", "--view", "scan", "--cases", "500", "--false-alarm-rate", "0.5", "-o", "r.html")
        page = (self.folder / "r.html").read_bytes()
        self.assertGreater(page.count(b"class=heat"), 400)
        self.assertLess(len(page), 8_000_000)

    def test_faults(self):
        self.fails(2, "scans.*-o", "simulate", "scans")
        self.fails(2, "--contrast is not for payments", "simulate", "payments", "--contrast", "0.5")
        table = self.payments("p.csv", "--records", "300", "--fraud-share", "0")
        self.train(table, "t", "--method", "knn", *harness.ROLES)
        self.fails(2, "maps: the model was trained on tables", "score", "t", table, "--maps", "x")


if __name__ == "__main__":
    unittest.main()
