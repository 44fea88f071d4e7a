#!/usr/bin/env python3
"""The parts of papers.sh: splits a data set by a paper's protocol, judges scores, prints the table.

    papers.py split kdd kddcup.data_10_percent.gz --seed 0 --train train.csv --test test.csv
    papers.py judge scores.csv --ratio 0.2 --about protocol=kdd method=alad seed=0 --add runs.jsonl
    papers.py table runs.jsonl --json papers.json
"""
import argparse
import csv
import gzip
import json
import random
import statistics

# KDD: the rare class is the traffic called normal, and attacks are learned as what is usual.
KDD_ANOMALY = "normal."
ARRHYTHMIA_ANOMALIES = {"3", "4", "5", "7", "8", "9", "14", "15"}
# F1 of the papers. ALAD's are of its Table 1 as commonly quoted, not seen by us in the paper.
PUBLISHED = {
    ("kdd", "alad"): 0.9501,
    ("kdd", "egbad"): 0.9372,
    ("kdd", "anogan"): 0.8865,
    ("arrhythmia", "alad"): 0.5152,
    ("arrhythmia", "anogan"): 0.4242,
}


def kdd(path):
    with gzip.open(path, "rt") as file:
        for *features, label in csv.reader(file):
            yield features, label == KDD_ANOMALY


def arrhythmia(path):
    with open(path, newline="") as file:
        for *features, label in csv.reader(file):
            yield features, label in ARRHYTHMIA_ANOMALIES


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def split(options):
    records = list({"kdd": kdd, "arrhythmia": arrhythmia}[options.data](options.records))
    random.Random(options.seed).shuffle(records)
    half = len(records) // 2
    # In random order, so the first of them are a sample.
    train = [x for x, anomalous in records[:half] if options.polluted or not anomalous][: options.most or None]
    test = records[half:][: options.most or None]
    header = [f"f{i}" for i in range(len(records[0][0]))]
    write(options.train, header, train)
    write(options.test, header + ["anomalous"], [x + [int(anomalous)] for x, anomalous in test])


def judged(scores, anomalous, ratio):
    """Precision, recall and F1 where the highest `ratio` of the scores are called anomalies."""
    alerts = round(ratio * len(scores))
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    found = sum(anomalous[i] for i in order[:alerts])
    precision, recall = found / alerts, found / sum(anomalous)
    return {"precision": precision, "recall": recall, "f1": 2 * found / (alerts + sum(anomalous)),
            "records": len(scores), "anomalies": sum(anomalous)}


def judge(options):
    with open(options.scores, newline="") as file:
        rows = list(csv.DictReader(file))
    run = dict(pair.split("=", 1) for pair in options.about)
    run.update(seed=int(run["seed"]), train_seconds=int(run["train_seconds"]))
    run.update(judged([float(r["score"]) for r in rows], [int(r["anomalous"]) for r in rows], options.ratio))
    with open(options.add, "a") as file:
        file.write(json.dumps(run) + "\n")
    print(f"{run['protocol']:<20} {run['method']:<8} seed {run['seed']}  F1 {run['f1']:.4f}  "
          f"in {run['train_seconds']} s", flush=True)


def table(options):
    with open(options.runs) as file:
        runs = [json.loads(line) for line in file]
    groups = {}
    for run in runs:
        groups.setdefault((run["protocol"], run["method"], run["settings"]), []).append(run)
    rows = []
    for (protocol, method, settings), group in groups.items():
        mean = {k: statistics.mean(r[k] for r in group) for k in ("precision", "recall", "f1")}
        rows.append({"protocol": protocol, "method": method, "settings": settings, **mean,
                     "f1_deviation": statistics.pstdev(r["f1"] for r in group), "seeds": len(group),
                     "published_f1": PUBLISHED.get((protocol, method))})
    with open(options.json, "w") as file:
        json.dump({"about": options.about, "means": rows, "runs": runs}, file, indent=1)
        file.write("\n")
    print(f"\n{'protocol':<20} {'method':<8} {'precision':>9} {'recall':>7} {'F1':>7} {'+-':>6} {'published F1':>13}")
    for r in rows:
        published = f"{r['published_f1']:.4f}" if r["published_f1"] else ""
        print(f"{r['protocol']:<20} {r['method']:<8} {r['precision']:9.4f} {r['recall']:7.4f} {r['f1']:7.4f} "
              f"{r['f1_deviation']:6.4f} {published:>13}  {r['settings']}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    c = commands.add_parser("split", help="a random half trains, the other tests")
    c.add_argument("data", choices=["kdd", "arrhythmia"])
    c.add_argument("records")
    c.add_argument("--seed", type=int, required=True)
    c.add_argument("--polluted", action="store_true", help="train on the anomalies of the half too")
    c.add_argument("--most", type=int, default=0, help="train and test on so many at most, drawn at random; 0: all")
    c.add_argument("--train", required=True)
    c.add_argument("--test", required=True)
    c.set_defaults(run=split)
    c = commands.add_parser("judge", help="F1 at a known ratio of anomalies")
    c.add_argument("scores")
    c.add_argument("--ratio", type=float, required=True)
    c.add_argument("--about", nargs="+", default=[], metavar="NAME=VALUE")
    c.add_argument("--add", required=True, help="file of runs, one JSON object a line")
    c.set_defaults(run=judge)
    c = commands.add_parser("table")
    c.add_argument("runs")
    c.add_argument("--json", required=True)
    c.add_argument("--about", default="")
    c.set_defaults(run=table)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
