"""Benchmarks that need files run for a moment on files made here, to see that they run; nothing is judged.

Usage: short_test.py DISCERN FOLDER_OF_BENCHMARKS"""
import random
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

DISCERN, BENCH = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()


def npy(kind, shape, data):
    header = repr({"descr": kind, "fortran_order": False, "shape": shape}).encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def table(path, rows=60, columns=3):
    """What bench_quality reads: X, and y with a few anomalies."""
    source = random.Random(1)
    y = [int(i % 10 == 0) for i in range(rows)]
    x = [source.gauss(5 * y[i // columns], 1) for i in range(rows * columns)]
    with zipfile.ZipFile(path, "w") as arrays:
        arrays.writestr("X.npy", npy("<f8", (rows, columns), struct.pack(f"<{len(x)}d", *x)))
        arrays.writestr("y.npy", npy("<i8", (rows,), struct.pack(f"<{rows}q", *y)))


def works(folder, *command):
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def pictures(path, count=24, side=28):
    """MedMNIST's form; the last half of the test pictures has label 1."""
    source = random.Random(2)
    with zipfile.ZipFile(path, "w") as arrays:
        for part in ("train", "test"):
            labels = bytes(int(part == "test" and 2 * i >= count) for i in range(count))
            arrays.writestr(f"{part}_images.npy", npy("|u1", (count, side, side), source.randbytes(count * side * side)))
            arrays.writestr(f"{part}_labels.npy", npy("|u1", (count, 1), labels))


with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    (folder / "sets").mkdir()
    table(folder / "sets" / "1_made.npz")
    out = works(folder, BENCH / "bench_quality", "--data", "sets", "--methods", "knn,iforest", "--seeds", "1")
    assert "knn" in out and "iforest" in out, out
    pictures(folder / "scans.npz")
    out = works(folder, BENCH / "bench_pictures", "scans.npz", "knn", "0")
    assert "AUROC" in out, out
    works(folder, DISCERN, "simulate", "payments", "--records", "300", "--fraud-share", "0", "-o", "in.csv")
    works(folder, DISCERN, "train", "in.csv", "-o", "m.discern", "--method", "gan", "--steps", "5", "--quiet")
    works(folder, BENCH / "bench_throughput", "m.discern", "in.csv")
    out = works(folder, sys.executable, Path(__file__).resolve().parent / "growth.py", DISCERN, "--records", "60")
    assert len(out.splitlines()) == 7, out
