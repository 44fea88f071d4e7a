"""Scans from practice data to maps, masks and the gallery."""
import gzip
import json
import re
import struct
import unittest
import zipfile

import harness

try:
    import nibabel
except ImportError:
    nibabel = None

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


def volume(pixels, slope_of_axes):
    """A NIfTI-1 file of 16-bit voxels [z][y][x], whose axes run along the rows of slope_of_axes."""
    depth, height, width = len(pixels), len(pixels[0]), len(pixels[0][0])
    head = bytearray(352)
    struct.pack_into("<i", head, 0, 348)
    struct.pack_into("<8h", head, 40, 3, width, height, depth, 1, 1, 1, 1)
    struct.pack_into("<2h", head, 70, 4, 16)
    struct.pack_into("<8f", head, 76, 1, 2, 1.5, 3, 0, 0, 0, 0)
    struct.pack_into("<3f", head, 108, 352, 1, 0)
    head[123] = 10
    head[148:160] = b"Doe^Planted\0"
    struct.pack_into("<2h", head, 252, 0, 2)
    for i, row in enumerate(slope_of_axes):
        struct.pack_into("<4f", head, 280 + 16 * i, *row)
    head[344:347] = b"n+1"
    return bytes(head) + struct.pack(f"<{depth * height * width}h", *(v for plane in pixels for row in plane for v in row))


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

    def test_a_volume_has_a_map_with_its_geometry(self):
        # x runs to the left, y to the back, z upwards; and a volume that stands on its side.
        plain = [[-2, 0, 0, 30], [0, -1.5, 0, 40], [0, 0, 3, -5]]
        tilted = [[0, 0, 3, 1], [2, 0, 0, 2], [0, 1.5, 0, 3]]
        pixels = [[[(37 * z + 11 * y * y + 5 * x * y + 400 * (x == y)) % 900 for x in range(24)] for y in range(20)] for z in range(4)]
        for name, axes in (("plain", plain), ("tilted", tilted)):
            raw = volume(pixels, axes)
            self.write(f"{name}.nii.gz", gzip.compress(raw))
            self.works("score", "m", f"{name}.nii.gz", "--maps", name, "-o", "scores.csv", "--explain", "all", "--threads", "2")
            found = gzip.decompress((self.folder / name / f"000001_{name}.nii.gz").read_bytes())
            self.assertNotIn(b"Planted", found)
            self.assertEqual(found[40:56], raw[40:56])
            self.assertEqual(found[80:92], raw[80:92])
            self.assertEqual(found[254:256], raw[254:256])
            self.assertEqual(found[280:328], raw[280:328])
            self.assertEqual(found[123], 10)
            self.assertEqual(struct.unpack("<2h", found[70:74]), (16, 32))
            values = struct.unpack("<1920f", found[352:])
            slices = [heat(path) for path in sorted((self.folder / name).glob("*.npz"))]
            # As slices are cut: axial, right on the left, front on top, from the feet.
            if name == "plain":
                expected = [slices[z][y][x] for z in range(4) for y in range(20) for x in range(24)]
            else:
                expected = [slices[y][23 - x][3 - z] for z in range(4) for y in range(20) for x in range(24)]
            self.assertEqual(list(values), expected)
            if nibabel:
                before, after = nibabel.load(self.folder / f"{name}.nii.gz"), nibabel.load(self.folder / name / f"000001_{name}.nii.gz")
                self.assertTrue((before.affine == after.affine).all())
                self.assertEqual(before.shape, after.shape)
                canonical = nibabel.as_closest_canonical(after).get_fdata()
                for z, plane in enumerate(slices):
                    self.assertTrue((canonical[::-1, ::-1, z].T == plane).all())

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

    def test_made_pictures_go_into_an_array_or_a_folder(self):
        model = self.train("s.npz#train", "g", "--label", "label", "--normal", "0", "--method", "gan", "--steps", "60")
        self.works("generate", model, "-n", "7", "--seed", "2", "-o", "made.npz")
        raw = zipfile.ZipFile(self.folder / "made.npz").read("generated_images.npy")
        self.assertIn(b"'|u1'", raw[:128])
        self.assertIn(b"(7, 32, 32, )", raw[:128])
        self.assertEqual(len(harness.rows(self.works("score", model, "made.npz", "--accept-failed"))), 7)
        self.works("generate", model, "-n", "7", "--seed", "2", "-o", "made")
        files = sorted(path.name for path in (self.folder / "made").iterdir())
        self.assertEqual(files, [f"{i:05}.png" for i in range(1, 8)])
        from_folder = harness.rows(self.works("score", model, "made", "--accept-failed"))
        from_array = harness.rows(self.works("score", model, "made.npz", "--accept-failed"))
        self.assertEqual([row["score"] for row in from_folder], [row["score"] for row in from_array])
        for output in ("-", "made.csv", "made.jsonl"):
            self.fails(2, f"-o {output}: the model makes pictures; name an .npz file", "generate", model, "-o", output)
        self.fails(2, "the method knn makes no pictures; train a model with .*gan", "generate", "m", "-o", "x.npz")

    def test_pictures_of_one_group_stay_together(self):
        self.works("simulate", "scans", *SCANS, "--test", "10", "-o", "s")
        for i in range(60):
            to = self.folder / "patients" / f"p{i // 3}"
            to.mkdir(parents=True, exist_ok=True)
            (self.folder / "s" / "train" / "good" / f"{i + 1:05}.png").rename(to / f"{i}.png")
        for method in ("discern", "gan"):
            self.train("patients", method, "--method", method, "--group", "folder", "--steps", "20")
        for i in range(2, 20):
            for file in (self.folder / "patients" / f"p{i}").iterdir():
                file.rename(self.folder / "patients" / f"p{i % 2}" / file.name)
        self.fails(3, "--group: 2 groups found.*at least 4", "train", "patients", "-o", "n", "--group", "folder")

    def test_faults(self):
        self.fails(2, "scans.*-o", "simulate", "scans")
        self.fails(2, "flip_v.*shift, flip_h", "train", "s.npz#train", "-o", "n", "--method", "ganomaly", "--augment", "shift,flip_v")
        self.fails(2, "--contrast is not for payments", "simulate", "payments", "--contrast", "0.5")
        table = self.payments("p.csv", "--records", "300", "--fraud-share", "0")
        self.train(table, "t", "--method", "knn", *harness.ROLES)
        self.fails(2, "augment shift: the records are not pictures", "train", table, "-o", "n", "--augment", "shift", *harness.ROLES)
        self.fails(2, "progressive: the records are not pictures", "train", table, "-o", "n", "--method", "gan", "--progressive", *harness.ROLES)
        self.fails(2, "progressive: .* without --time-budget", "train", "s.npz#train", "-o", "n", "--method", "gan", "--progressive",
                   "--time-budget", "9", "--label", "label", "--normal", "0")
        self.fails(2, "no option --progressive", "train", "s.npz#train", "-o", "n", "--progressive")
        self.fails(2, "learns from pictures alone", "train", table, "-o", "n", "--method", "skip_ganomaly", *harness.ROLES)
        self.fails(2, "maps: the model was trained on tables", "score", "t", table, "--maps", "x")


if __name__ == "__main__":
    unittest.main()
