"""The work of rules.sh; see there."""
import csv
import gzip
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

DISCERN = os.path.abspath(os.environ["DISCERN"])
METHOD = os.environ.get("METHOD", "knn")
MOST = 30_000  # normal records of one set
RATE, TAIL_RATE, DISCOVERY = 0.01, 0.001, 0.1
RULES = [("rate", ["--false-alarm-rate", RATE]),
         ("conditional", ["--false-alarm-rate", RATE, "--confidence", 0.9]),
         ("tail", ["--false-alarm-rate", TAIL_RATE]),
         ("budget", ["--alerts", 50, "--volume", 10_000]),
         ("triage", ["--false-alarm-rate", RATE, "--review-rate", 0.05]),
         ("groups", ["--false-alarm-rate", RATE]),
         ("randomised", ["--false-alarm-rate", RATE]),
         ("rate", ["--false-alarm-rate", RATE, "mix"]),
         ("weighted", ["--false-alarm-rate", RATE, "mix"]),
         ("cost", ["--miss-cost", 100, "--false-alarm-cost", 1, "--prevalence", 0.002]),
         ("labels", ["--goal", "f_beta"]),
         ("discovery", ["--discovery-rate", DISCOVERY])]


def creditcard(folder):
    """Amounts make two groups, which no feature names."""
    with open(folder / "fraud/creditcard.csv", newline="") as file:
        header, *rows = csv.reader(file)
    amount, label = header.index("Amount"), header.index("Class")
    rows = [row + ["small" if float(row[amount]) < 20 else "large"] for row in rows]
    return header + ["group"], rows, [row[label] != "0" for row in rows], ["Time", "Class", "group"]


def kdd(folder):
    with gzip.open(folder / "kdd/kddcup.data_10_percent.gz", "rt", newline="") as file:
        rows = list(csv.reader(file))
    header = [f"f{i}" for i in range(1, 42)] + ["label", "group"]
    rows = [row + [row[1]] for row in rows]
    return header, rows, [row[41] != "normal." for row in rows], ["label", "group"]


def run(*arguments):
    done = subprocess.run([DISCERN, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header + ["anomaly"], *rows])


def split(header, rows, anomalous, seed):
    order = random.Random(seed)
    normal = [row + ["0"] for row, strange in zip(rows, anomalous) if not strange]
    strange = [row + ["1"] for row, is_strange in zip(rows, anomalous) if is_strange]
    order.shuffle(normal)
    order.shuffle(strange)
    normal, strange = normal[:MOST], strange[:1000]
    third, half = len(normal) // 3, len(strange) // 2
    write("train.csv", header, normal[:third])
    write("choose_normal.csv", header, normal[third:2 * third])
    write("choose.csv", header, normal[third:2 * third] + strange[:half])
    write("fresh.csv", header, normal[2 * third:])
    write("mixed.csv", header, normal[2 * third:] + strange[half:])
    return len(normal) - 2 * third, mix(header, normal[2 * third:])


def mix(header, rows):
    """Records of which the commonest group comes a fifth as often: half to count in, half to judge by. -> how many."""
    group = header.index("group")
    groups = [row[group] for row in rows]
    common = max(set(groups), key=groups.count)
    kept = [row for i, row in enumerate(rows) if row[group] != common or i % 5 == 0]
    write("incoming.csv", header, kept[::2])
    write("mix.csv", header, kept[1::2])
    return len(kept[1::2])


def alerts(model, records):
    """(false alerts, records for review among the normal, right alerts)"""
    run("score", model, records, "--label", "anomaly", "--explain", "none", "--quiet", "-o", "scores.csv")
    false = reviews = right = 0
    with open("scores.csv", newline="") as file:
        for row in csv.DictReader(file):
            alert = row["alert"] == "1"
            false += alert and row["anomaly"] == "0"
            right += alert and row["anomaly"] == "1"
            reviews += row.get("verdict") == "review" and row["anomaly"] == "0"
    return false, reviews, right


def judge(name, fresh, rule, options):
    extra, judged = [], "mixed.csv" if rule == "discovery" else "fresh.csv"
    if options[-1] == "mix":
        options, judged, name = options[:-1], "mix.csv", name[:6] + " mix"
    if rule == "weighted":
        extra = ["choose_normal.csv", "--by", "group", "--incoming", "incoming.csv"]
    if rule in ("cost", "labels"):
        extra = ["choose.csv", "--label", "anomaly"]
    if rule == "groups":
        extra = ["choose_normal.csv", "--by", "group"]
    given = [*extra, "--rule", rule, "-o", "rule.discern", *options]
    if "--volume" not in options:
        given += ["--volume", fresh]
    found = json.loads(run("threshold", "model.discern", *given, "--json", "--quiet"))
    row = next(r for r in found["rules"] if r["rule"] == rule)
    false, reviews, right = alerts("rule.discern", judged)
    if rule == "discovery":
        share = false / max(1, false + right)
        print(f"{name:<11} {rule:<12} {'FDR ' + str(DISCOVERY):<10} {'':<22} {share:9.4f}  {false} of {false + right} alerts")
        return
    rate, interval = row["rate"], row["false_alarm_rate"]
    # Of the interval's rates, plus three deviations of the count of fresh records.
    slack = 3 * (max(rate, interval["high"]) / fresh) ** 0.5
    held = interval["low"] - slack <= false / fresh <= interval["high"] + slack
    print(f"{name:<11} {rule:<12} {rate:<10.4g} {interval['low']:.4f} to {interval['high']:.4f}{'':<6} {false / fresh:9.4f}"
          f"  {false} of {fresh}{f', {reviews} for review (5 % with the alerts promised)' if rule == 'triage' else ''}"
          f"{'' if held else '  OUTSIDE'}", flush=True)


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: bench/rules.sh FOLDER [SEEDS]")
    folder = pathlib.Path(sys.argv[1]).resolve()
    print(f"method {METHOD}\n{'data':<11} {'rule':<12} {'promised':<10} {'95 % interval':<22} {'observed':>9}  on fresh records")
    for seed in (int(s) for s in (sys.argv[2] if len(sys.argv) > 2 else "0").split()):
        for name, read, path in [("creditcard", creditcard, "fraud/creditcard.csv"),
                                 ("kdd", kdd, "kdd/kddcup.data_10_percent.gz")]:
            if not (folder / path).exists():
                print(f"{name:<11} left out: {folder / path} is not there")
                continue
            header, rows, anomalous, excluded = read(folder)
            with tempfile.TemporaryDirectory() as work:
                os.chdir(work)
                fresh, mixed = split(header, rows, anomalous, seed)
                run("train", "train.csv", "--method", METHOD, "--exclude", ",".join(excluded + ["anomaly"]), "--seed", seed,
                    "--quiet", "-o", "model.discern")
                for rule, options in RULES:
                    judge(name, mixed if options[-1] == "mix" else fresh, rule, options)
                os.chdir("/")


if __name__ == "__main__":
    main()
