#!/usr/bin/env python3
"""Maps of scans: how well they find what is marked in practice scans, and what they look like on public ones.

    scans.py figures DISCERN --json results/scans.json     practice scans, seeds 0 to 2, three contrasts (10 minutes)
    scans.py figures DISCERN --json FILE --methods gan,pca others, at 64 x 64 and seed 0; a failed verdict does not stop it
    scans.py calibration DISCERN                           fresh healthy practice scans: share of pixels beyond a rate
    scans.py overlays DISCERN pneumoniamnist.npz results/scans_overlays.png
The last takes Pillow. Its scans are the first five of each label in the file: nobody chose them.
"""
import argparse
import array
import json
import math
import pathlib
import subprocess
import tempfile
import zipfile

CONTRASTS = (0.25, 0.5, 1)
RUNS = [(64, seed, method) for seed in (0, 1, 2) for method in ("discern", "knn")] + [
    (28, 0, method) for method in ("discern", "knn", "pca", "mahalanobis")]


def run(*arguments):
    return subprocess.run([str(a) for a in arguments], check=True, capture_output=True, text=True).stdout


def figures(options):
    out = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        runs = [(64, 0, method) for method in options.methods.split(",")] if options.methods else RUNS
        for size, seed, method in runs:
            files = {c: folder / f"{size}-{seed}-{c}.npz" for c in CONTRASTS}
            for contrast, path in files.items():
                run(options.discern, "simulate", "scans", "--size", size, "--seed", seed, "--contrast", contrast, "-o", path)
            model = folder / "model"
            run(options.discern, "train", f"{files[CONTRASTS[0]]}#train", "--label", "label", "--normal", "0", "--method", method,
                "-o", model, "--quiet")
            for contrast, path in files.items():
                found = json.loads(run(options.discern, "evaluate", model, f"{path}#test", "--label", "label", "--masks",
                                       f"{path}#test_masks", "--json", *(["--accept-failed"] if options.methods else [])))
                pixels = found["pixels"]
                out.append({"size": size, "seed": seed, "method": method, "contrast": contrast, "auroc": found["auroc"],
                            **{f"pixel_{k}": pixels[k] for k in ("auroc", "aupro", "dice", "false_alarm_rate")}})
                print(*(f"{v:.4f}" if isinstance(v, float) else v for v in out[-1].values()), flush=True)
    with open(options.json, "w") as file:
        json.dump(out, file, indent=1)
        file.write("\n")


def values_of(path):
    """The numbers of the array `map`."""
    raw = zipfile.ZipFile(path).read("map.npy")
    out = array.array("f")
    out.frombytes(raw[10 + int.from_bytes(raw[8:10], "little"):])
    return out


def calibration(options):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        run(options.discern, "simulate", "scans", "-o", folder / "train.npz")
        run(options.discern, "simulate", "scans", "-n", 0, "--test", 300, "--lesion-share", 0, "-o", folder / "fresh.npz")
        for method in ("discern", "knn"):
            maps = folder / method
            run(options.discern, "train", f"{folder}/train.npz#train", "--label", "label", "--normal", "0", "--method", method,
                "-o", folder / "model", "--quiet")
            run(options.discern, "score", folder / "model", f"{folder}/fresh.npz#test", "--explain", "all", "--maps", maps,
                "-o", folder / "scores.csv", "--quiet")
            values = [v for path in maps.glob("*.npz") for v in values_of(path)]
            for rate in (0.1, 0.03, 0.01, 0.003, 0.001):
                beyond = sum(v >= -math.log10(rate) for v in values) / len(values)
                print(method, f"promised {rate}, observed {beyond:.5f}")


def overlays(options):
    from PIL import Image
    side, gap, count = 168, 6, 5
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        model = folder / "model"
        run(options.discern, "train", f"{options.scans}#train", "--label", "label", "--normal", "0", "-o", model, "--quiet")
        lines = run(options.discern, "score", model, f"{options.scans}#test", "--label", "label", "--maps", folder / "maps",
                    "--explain", "all", "--json").splitlines()
        records = [json.loads(line) for line in lines]
        picture = Image.new("RGB", (count * (side + gap) - gap, 2 * (side + gap) - gap), "white")
        for row, label in enumerate(("1", "0")):
            chosen = [i for i, record in enumerate(records) if record["label"] == label][:count]
            for column, i in enumerate(chosen):
                overlay = Image.open(next((folder / "maps").glob(f"{i + 1:06}_*.png")))
                picture.paste(overlay.resize((side, side), Image.NEAREST), (column * (side + gap), row * (side + gap)))
                print(label, f"p = {records[i]['p_value']:.4f}", records[i]["reason_1"])
        picture.save(options.output, optimize=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("figures")
    one.set_defaults(run=figures)
    one.add_argument("discern")
    one.add_argument("--json", required=True)
    one.add_argument("--methods", default="")
    middle = commands.add_parser("calibration")
    middle.set_defaults(run=calibration)
    middle.add_argument("discern")
    two = commands.add_parser("overlays")
    two.set_defaults(run=overlays)
    two.add_argument("discern")
    two.add_argument("scans")
    two.add_argument("output")
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
