#!/usr/bin/env python3
"""Splits a labelled CSV for one-class evaluation: a random half of the normal records trains, the rest tests.

    split.py records.csv --label Class --normal 0 --seed 0 --drop Time --train train.csv --test test.csv
"""
import argparse
import csv
import random


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records")
    parser.add_argument("--label", required=True)
    parser.add_argument("--normal", default="0")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--drop", default="", help="columns to leave out, a,b,c")
    parser.add_argument("--train", required=True)
    parser.add_argument("--test", required=True)
    return parser.parse_args()


def write(path, header, records):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(records)


def main():
    options = parse()
    with open(options.records, newline="") as file:
        header, *records = csv.reader(file)
    dropped = {header.index(name) for name in options.drop.split(",") if name}
    label = header.index(options.label)
    order = random.Random(options.seed)
    normal = [r for r in records if r[label] == options.normal]
    others = [r for r in records if r[label] != options.normal]
    order.shuffle(normal)
    half = len(normal) // 2
    test = normal[half:] + others
    order.shuffle(test)
    keep = [i for i in range(len(header)) if i not in dropped]
    for path, part in ((options.train, normal[:half]), (options.test, test)):
        write(path, [header[i] for i in keep], [[r[i] for i in keep] for r in part])


if __name__ == "__main__":
    main()
