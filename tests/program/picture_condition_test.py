"""Conditions of pictures through the program: what is normal for one kind is strange under another's name."""
import json
import random
import struct
import unittest
import zipfile

import harness

USAGE = 2
SIDE = 16
STEPS = {"fanogan": ("--steps", "600", "--encoder-steps", "450", "--width", "8", "--latent", "8"),
         "gan": ("--steps", "250"),
         "discern": ("--steps", "20", "--discriminator-steps", "300", "--negatives", "160")}


def picture(draw, kind):
    """Kind 0: a bright disc on black; kind 1: a dark square on white; somewhere, with some noise."""
    y0, x0, size = draw.randint(4, 11), draw.randint(4, 11), draw.uniform(2.5, 4)
    out = []
    for y in range(SIDE):
        for x in range(SIDE):
            inside = (y - y0) ** 2 + (x - x0) ** 2 <= size ** 2 if kind == 0 else max(abs(y - y0), abs(x - x0)) <= size
            out.append(min(255, max(0, int((200 if inside == (kind == 0) else 40) + draw.gauss(0, 8)))))
    return bytes(out)


def array(name, shape, numbers):
    head = f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({', '.join(map(str, shape))},), }}"
    head += " " * (-(len(head) + 11) % 64) + "\n"
    return name, b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + numbers


class PictureCondition(harness.ProgramTest):
    def pictures(self, name, kinds, names, seed):
        """Pictures of these kinds, under these names of kinds."""
        draw = random.Random(seed)
        with zipfile.ZipFile(self.folder / name, "w") as file:
            for member, content in (
                    array("train_images.npy", (len(kinds), SIDE, SIDE), b"".join(picture(draw, kind) for kind in kinds)),
                    array("train_labels.npy", (len(kinds), 1), bytes(names))):
                file.writestr(member, content)
        return f"{name}#train"

    def test_what_is_normal_for_another_kind_is_strange(self):
        truth, swapped = [0] * 20 + [1] * 20, [1] * 20 + [0] * 20
        kinds = [i % 2 for i in range(160)]
        normal = self.pictures("normal.npz", kinds, kinds, 1)
        for method, steps in STEPS.items():
            model = self.train(normal, method, "--method", method, *steps, "--condition", "label")
            self.assertRegex(self.works("inspect", model), "label +categorical +condition, 2 categories")
            scored = {}
            for name, names in (("own", truth), ("swapped", swapped), ("new", [7] * 40)):
                new = self.pictures(f"{name}.npz", truth, names, 2)
                scored[name] = harness.rows(self.works("score", model, new, "--accept-failed", "--explain", "all"))
            score = {name: [float(row["score"]) for row in scored[name]] for name in scored}
            self.assertGreater(sum(other > own for own, other in zip(score["own"], score["swapped"])), 38, method)
            self.assertGreater(sum(other > max(score["own"]) for other in score["swapped"]), 30, method)
            # Of a kind that training never saw, a picture is judged as of any.
            self.assertIn('label "7": never seen in training; judged as of any label', scored["new"][0]["reason_1"])
            self.assertLess(sum(score["new"]), 0.8 * sum(score["swapped"]), method)
            if method == "fanogan":
                self.made_and_shown(model)

    def made_and_shown(self, model):
        """Pictures of one kind are made; one is shown as it would be of the other, which is brighter."""
        means = []
        for kind in "01":
            self.works("generate", model, "-n", "30", "--where", f"label={kind}", "--accept-failed", "-o", f"made{kind}.npz")
            raw = zipfile.ZipFile(self.folder / f"made{kind}.npz").read("generated_images.npy")[-30 * SIDE * SIDE:]
            means.append(sum(raw) / len(raw))
        self.assertLess(means[0] + 40, means[1])
        one = self.pictures("one.npz", [0], [0], 3)
        found = json.loads(self.works("explain", model, one, "--set", "label=1", "--json", "--accept-failed"))
        self.assertTrue(found["changed"]["translated"])
        before, after = ({column["column"]: column["value"] for column in view["columns"]} for view in (found, found["changed"]))
        self.assertEqual((before["label"], after["label"]), ("0", "1"))
        self.assertLess(float(before["image"].split()[-1]) + 20, float(after["image"].split()[-1]))

    def test_faults(self):
        normal = self.pictures("normal.npz", [0, 1] * 20, [0, 1] * 20, 1)
        train = ("train", normal, "-o", "x", "--condition")
        self.fails(USAGE, "the method anogan takes none with pictures; expected one of discern, gan and fanogan", *train, "label",
                   "--method", "anogan")
        self.fails(USAGE, "no column of that name", *train, "labels", "--method", "gan")
        self.fails(USAGE, "folder: the column has one value alone", *train, "folder", "--method", "gan")
        self.fails(USAGE, "image: the column is picture, expected categories", *train, "image", "--method", "gan")
        self.fails(USAGE, "patient: it says whose a picture is", *train, "patient", "--method", "gan")


if __name__ == "__main__":
    unittest.main(verbosity=2)
