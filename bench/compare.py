#!/usr/bin/env python3
"""Compares two result files of the benchmarks: which figures are faster, slower, or not distinguishable.

usage: compare.py BEFORE.json AFTER.json

Reads what `--json FILE` of our benchmarks writes, and what Google Benchmark writes with --benchmark_out=FILE
--benchmark_repetitions=10. A figure's rounds are compared by Welch's t test of their logarithms: printed is the ratio
of the geometric means, AFTER to BEFORE in time, with its 95 % interval. The interval knows what varies within a run.
Between two runs of the same program more does: up to 8.5 % was seen on a shared machine. So a figure is faster or
slower only where its whole interval lies beyond a margin of 10 %, and not distinguishable else.
"""
import json
import math
import sys

# Student's t: the 97.5 % quantile for 1 to 30 degrees of freedom.
QUANTILES = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
             2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042]
LEAST_ROUNDS = 3
MARGIN = 1.1


def quantile(freedom):
    """Of the next lower whole degrees of freedom, so that the interval is rather too wide."""
    whole = max(1, int(freedom))
    return QUANTILES[whole - 1] if whole <= 30 else 2.042


def read(path):
    """-> the machine's facts, {name: seconds a call or a unit of work, one a round}."""
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    rounds = {}
    for one in data.get("measurements", []):
        per_second = one["unit"] != "s"
        rounds[one["name"]] = [1 / value if per_second else value for value in one["rounds"]]
    for one in data.get("benchmarks", []):
        if one.get("run_type", "iteration") == "iteration":
            rounds.setdefault(one["run_name"], []).append(one["cpu_time"])
    facts = data.get("machine") or {"cores": data.get("context", {}).get("num_cpus")}
    return facts, rounds


def interval(before, after):
    """-> ratio of the geometric means, lower and upper end; None with too few rounds."""
    if min(len(before), len(after)) < LEAST_ROUNDS:
        return None

    def moments(values):
        logs = [math.log(value) for value in values]
        mean = sum(logs) / len(logs)
        return mean, sum((x - mean) ** 2 for x in logs) / (len(logs) - 1) / len(logs)

    (mean_before, error_before), (mean_after, error_after) = moments(before), moments(after)
    difference, error = mean_after - mean_before, error_before + error_after
    if error == 0:
        return math.exp(difference), math.exp(difference), math.exp(difference)
    freedom = error ** 2 / (error_before ** 2 / (len(before) - 1) + error_after ** 2 / (len(after) - 1))
    half = quantile(freedom) * math.sqrt(error)
    return tuple(math.exp(difference + sign * half) for sign in (0, -1, 1))


def verdict(found, margin=MARGIN):
    if found is None:
        return f"too few rounds, {LEAST_ROUNDS} are needed"
    _, low, high = found
    return "faster" if high < 1 / margin else "slower" if low > margin else "not distinguishable"


def compare(before, after):
    """{name: rounds} twice -> lines of text."""
    lines = []
    for name in before:
        if name not in after:
            lines.append(f"{name:<40} only in the first file")
            continue
        found = interval(before[name], after[name])
        numbers = "" if found is None else "{:7.3f}  ({:.3f} to {:.3f})  ".format(*found)
        lines.append(f"{name:<40} {numbers}{verdict(found)}")
    lines += [f"{name:<40} only in the second file" for name in after if name not in before]
    return lines


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    (facts_before, before), (facts_after, after) = read(sys.argv[1]), read(sys.argv[2])
    for key in sorted(set(facts_before) | set(facts_after)):
        if facts_before.get(key) != facts_after.get(key):
            print(f"note: {key} differs: {facts_before.get(key)} before, {facts_after.get(key)} after")
    print("\n".join(compare(before, after)))


if __name__ == "__main__":
    main()
