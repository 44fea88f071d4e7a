#!/usr/bin/env python3
"""The parts of stabilisers.sh: gathers what is measured of a model, prints the table.

    stabilisers.py judge quality.json model.json --about base=fanogan change=--spectral-norm seed=0 --add runs.jsonl
    stabilisers.py table runs.jsonl --json stabilisers.json
"""
import argparse
import json
import re
import statistics

MEANS = ("auroc", "auprc", "anogan_auroc", "coverage", "recall", "seconds")


def collapse_of(model):
    """Coverage and recall of generated records, from the text of the check: the verdict has them nowhere else."""
    text = next((c["text"] for c in model["verdict"] if c["name"] == "collapse"), "")
    # Up to the semicolon are the generated records, after it normal ones for comparison.
    found = {k: re.search(rf"\b{k} ([0-9.]+)", text.split(";")[0]) for k in ("coverage", "recall")}
    return {k: float(m[1].rstrip(".")) if m else None for k, m in found.items()}


def judge(options):
    with open(options.quality) as file:
        quality = json.load(file)
    with open(options.model) as file:
        model = json.load(file)
    run = dict(pair.split("=", 1) for pair in options.about)
    run.update(seed=int(run["seed"]), seconds=int(run.pop("milliseconds")) / 1000)
    restart = model["training"].get("restart")
    levels = [c["level"] for c in model["verdict"]]
    run.update(auroc=quality["auroc"], auprc=quality["auprc"], component_auroc=quality["component_auroc"],
               anogan_auroc=quality["component_auroc"].get("anogan"), **collapse_of(model),
               verdict=next(level for level in ("fail", "warn", "pass") if level in levels),
               second_training=restart["kept"] == "second" if restart else False)
    with open(options.add, "a") as file:
        file.write(json.dumps(run) + "\n")
    print(f"seed {run['seed']}  {run['base']:<8} {run['change'] or 'base':<28} AUROC {run['auroc']:.4f}  "
          f"AUPRC {run['auprc']:.4f}  in {run['seconds']:.1f} s", flush=True)


def mean_of(group, key):
    values = [r[key] for r in group if r[key] is not None]
    return statistics.mean(values) if values else None


def differences(group, base, key):
    """Mean and deviation over the seeds of what the change adds to its base; a deviation needs two seeds."""
    of_seed = {r["seed"]: r[key] for r in base}
    d = [r[key] - of_seed[r["seed"]] for r in group if r[key] is not None and of_seed[r["seed"]] is not None]
    return {"mean": statistics.mean(d) if d else None, "deviation": statistics.stdev(d) if len(d) > 1 else None}


def shown(value, width, form):
    return f"{'':>{width}}" if value is None else f"{value:{form}}".rjust(width)


def table(options):
    with open(options.runs) as file:
        runs = [json.loads(line) for line in file]
    groups = {}
    for run in runs:
        groups.setdefault((run["base"], run["change"]), []).append(run)
    rows = []
    for (base, change), group in groups.items():
        row = {"base": base, "change": change, **{k: mean_of(group, k) for k in MEANS}, "seeds": len(group),
               "failed": sum(r["verdict"] == "fail" for r in group),
               "second_trainings": sum(r["second_training"] for r in group)}
        if change:
            row["differences"] = {k: differences(group, groups[base, ""], k)
                                  for k in ("auroc", "auprc", "anogan_auroc", "coverage")}
        rows.append(row)
    with open(options.json, "w") as file:
        json.dump({"about": options.about, "bases": dict(b.split("=", 1) for b in options.bases), "means": rows,
                   "runs": runs}, file, indent=1)
        file.write("\n")
    print(f"\n{'base':<8} {'change':<26} {'AUROC':>7} {'diff':>8} {'+-':>6} {'AUPRC':>7} {'diff':>8} {'+-':>6} "
          f"{'AnoGAN':>7} {'diff':>8} {'+-':>6} {'cover':>6} {'diff':>6} {'+-':>5} {'recall':>6} {'s':>5} fail again")
    for r in rows:
        line = f"{r['base']:<8} {r['change'] or 'base':<26}"
        for key, width, digits in (("auroc", 7, 4), ("auprc", 7, 4), ("anogan_auroc", 7, 4), ("coverage", 6, 2)):
            d = r.get("differences", {}).get(key, {"mean": None, "deviation": None})
            line += (f" {shown(r[key], width, f'.{digits}f')} {shown(d['mean'], digits + 4, f'+.{digits}f')}"
                     f" {shown(d['deviation'], digits + 2, f'.{digits}f')}")
        print(f"{line} {shown(r['recall'], 6, '.2f')} {r['seconds']:5.1f} {r['failed']:>4} {r['second_trainings']:>5}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    c = commands.add_parser("judge", help="what evaluate and inspect say of one model")
    c.add_argument("quality")
    c.add_argument("model")
    c.add_argument("--about", nargs="+", default=[], metavar="NAME=VALUE")
    c.add_argument("--add", required=True, help="file of runs, one JSON object a line")
    c.set_defaults(run=judge)
    c = commands.add_parser("table")
    c.add_argument("runs")
    c.add_argument("--json", required=True)
    c.add_argument("--about", default="")
    c.add_argument("--bases", nargs="+", default=[], metavar="BASE=SETTINGS")
    c.set_defaults(run=table)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
