"""See score_against_python.sh."""
import csv
import itertools
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import numpy

COLUMNS, TRAINED = 30, 5000
HERE = pathlib.Path(__file__).parent


def make(path, rows):
    """Records near a plane of ten dimensions, in columns of very different sizes, six digits a number."""
    random = numpy.random.default_rng(1)
    mix = random.normal(size=(10, COLUMNS))
    scale = 10.0 ** random.integers(-2, 4, COLUMNS)
    shift = random.normal(size=COLUMNS) * scale
    line = ",".join(["%.6g"] * COLUMNS) + "\n"
    with open(path, "w", encoding="ascii") as out:
        out.write(",".join(f"v{j}" for j in range(COLUMNS)) + "\n")
        for start in range(0, rows, 10000):
            n = min(10000, rows - start)
            x = (random.normal(size=(n, 10)) @ mix / 3 + 0.3 * random.normal(size=(n, COLUMNS))) * scale + shift
            out.writelines(line % tuple(row) for row in x.tolist())


def head(path, lines, to):
    with open(path, encoding="ascii") as source, open(to, "w", encoding="ascii") as out:
        out.writelines(itertools.islice(source, lines))


def run(command):
    """-> seconds from start to end, seconds of processor, standard output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def check_agreement(ours, theirs, rows=2000):
    with open(ours, encoding="utf-8") as a, open(theirs, encoding="utf-8") as b:
        for own, other in itertools.islice(zip(csv.DictReader(a), csv.DictReader(b)), rows):
            if abs(float(own["anogan"]) - float(other["anogan"])) > 1e-3 * (1 + abs(float(own["anogan"]))):
                sys.exit(f"record {own['record']}: {own['anogan']} against {other['anogan']}; report this")


def facts(build):
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                  if line.startswith("model name")), "unknown")
    cache = (build / "CMakeCache.txt").read_text(encoding="utf-8")
    kind = next(line.split("=", 1)[1] for line in cache.splitlines() if line.startswith("CMAKE_BUILD_TYPE:"))
    return {"cpu": model, "cores": os.cpu_count(), "threads": 2, "build": kind}


def main():
    build, rows, rounds, result = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    discern = build / "discern"
    times = {}

    def note(name, seconds):
        times.setdefault(name, []).append(seconds)

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        records, train, one = folder / "records.csv", folder / "train.csv", folder / "one.csv"
        make(records, rows)
        head(records, TRAINED + 1, train)
        head(records, 2, one)
        models = {name: folder / f"{name}.discern" for name in ("fanogan", "discern")}
        for name, model in models.items():
            run([discern, "train", train, "--method", name, "--seed", 1, "--quiet", "-o", model])
        ours, theirs = folder / "ours.csv", folder / "theirs.csv"
        for _ in range(rounds):
            reading = json.loads(run([build / "bench/bench_reading", records])[2])
            note("reading/ours", reading["ours"])
            note("reading/from_chars", reading["from_chars"])
            for name in ("discern", "fanogan"):
                seconds, cpu, _ = run([discern, "score", models[name], records, "--threads", 2, "--quiet", "-o", ours])
                note(f"csv_to_csv/{name}", seconds)
                note(f"csv_to_csv/{name}/cpu", cpu)
            seconds, cpu, _ = run([sys.executable, HERE / "pipeline.py", models["fanogan"], records, theirs, 2])
            note("csv_to_csv/python", seconds)
            note("csv_to_csv/python/cpu", cpu)
            check_agreement(ours, theirs)
            for name in models:
                note(f"start/{name}", run([discern, "score", models[name], one, "--quiet", "-o", os.devnull])[0])
            note("start/import_torch", run([sys.executable, "-c", "import torch"])[0])
    best = {name: min(values) for name, values in times.items()}
    derived = {}
    for name in models:
        derived[f"csv_to_csv/{name} against reading/ours"] = best[f"csv_to_csv/{name}"] / best["reading/ours"]
        derived[f"csv_to_csv/{name} against reading/from_chars"] = (best[f"csv_to_csv/{name}"]
                                                                    / best["reading/from_chars"])
        derived[f"python against csv_to_csv/{name}"] = best["csv_to_csv/python"] / best[f"csv_to_csv/{name}"]
        derived[f"python against csv_to_csv/{name}, processor time"] = (best["csv_to_csv/python/cpu"]
                                                                        / best[f"csv_to_csv/{name}/cpu"])
        derived[f"import torch against start/{name}"] = best["start/import_torch"] / best[f"start/{name}"]
    for name, seconds in best.items():
        print(f"{name:<56} {seconds:8.3f} s")
    for name, ratio in derived.items():
        print(f"{name:<56} {ratio:8.2f}")
    if result:
        content = {"machine": facts(build), "records": rows,
                   "measurements": [{"name": name, "unit": "s", "rounds": values} for name, values in times.items()],
                   "derived": derived}
        pathlib.Path(result).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
