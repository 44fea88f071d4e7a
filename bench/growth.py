#!/usr/bin/env python3
"""How time and memory of training grow with records, columns and the width of networks.

    growth.py DISCERN [--json results/training_growth.json] [--records 20000]   (2 minutes)
Processor seconds and peak memory of `discern train` on one thread, early stopping on. Numeric columns of a third as many
factors. Each run doubles one of records, columns and width.
"""
import argparse
import json
import os
import pathlib
import random
import subprocess
import tempfile

COLUMNS = 30
WIDTHS = {"fanogan": 128}  # of methods whose networks are as wide as they are told


def write_table(path, records, columns):
    draw = random.Random(1)
    weights = [[draw.gauss(0, 1) for _ in range(columns // 3)] for _ in range(columns)]
    with open(path, "w") as file:
        print(*(f"c{j}" for j in range(columns)), sep=",", file=file)
        for _ in range(records):
            factors = [draw.gauss(0, 1) for _ in range(columns // 3)]
            print(*(f"{sum(map(float.__mul__, row, factors)) + draw.gauss(0, 0.3):.5f}" for row in weights), sep=",",
                  file=file)


def measure(discern, path, method, width, folder):
    command = [discern, "train", path, "--method", method, "--threads", "1", "--seed", "1", "--quiet", "-o", folder / "model"]
    child = subprocess.Popen([str(part) for part in command + (["--width", width] if width else [])],
                             env={**os.environ, "OMP_WAIT_POLICY": "passive"})
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        raise SystemExit(f"growth.py: {' '.join(map(str, command))}: failed")
    return {"cpu_seconds": round(usage.ru_utime + usage.ru_stime, 2), "peak_kib": usage.ru_maxrss}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("discern", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--records", type=int, default=20000)
    options = parser.parse_args()
    runs = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        few, many = options.records, 2 * options.records
        for records, columns in ((few, COLUMNS), (many, COLUMNS), (few, 2 * COLUMNS)):
            table = folder / "table.csv"
            write_table(table, records, columns)
            for method in ("discern", "fanogan"):
                base = WIDTHS.get(method)
                widths = (base, 2 * base) if base and (records, columns) == (few, COLUMNS) else (base,)
                for width in widths:
                    found = measure(options.discern.resolve(), table, method, width, folder)
                    runs.append({"method": method, "records": records, "columns": columns,
                                 **({"width": width} if width else {}), **found})
                    print(*runs[-1].values(), flush=True)
    if options.json:
        options.json.write_text(json.dumps({"cores": os.cpu_count(), "threads": 1, "runs": runs}, indent=1) + "\n")


if __name__ == "__main__":
    main()
