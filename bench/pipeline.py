#!/usr/bin/env python3
"""What one would write in Python instead of `discern score`: pandas reads, PyTorch computes the same networks, pandas
writes. It computes the published score of a fanogan model and the critic's value, and none of the tail probabilities,
Mahalanobis distances, p-values and reasons that `discern score` adds.

usage: pipeline.py MODEL RECORDS.csv SCORES.csv THREADS
"""
import json
import struct
import sys

import numpy
import pandas
import torch


def load(path):
    raw = open(path, "rb").read()
    begin = 8 + struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:begin])
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            first, end = entry["data_offsets"]
            kind = {"F32": numpy.float32, "F64": numpy.float64}[entry["dtype"]]
            tensors[name] = numpy.frombuffer(raw[begin + first:begin + end], kind).reshape(entry["shape"]).copy()
    return json.loads(header["__metadata__"]["meta"]), tensors


def network(shape, numbers):
    layers, at = [], 0
    for inputs, outputs in zip(shape["widths"], shape["widths"][1:]):
        linear = torch.nn.Linear(inputs, outputs)
        weights = torch.from_numpy(numbers[at:at + inputs * outputs].reshape(inputs, outputs))
        at += inputs * outputs
        linear.weight.data, linear.bias.data = weights.t().contiguous(), torch.from_numpy(numbers[at:at + outputs])
        at += outputs
        layers += [linear, torch.nn.LeakyReLU(0.2)]
    return torch.nn.Sequential(*layers[:-1])


def main():
    model, records, scores, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    meta, tensors = load(model)
    method = meta["method"]["meta"]
    nets = {name: network(method[name], tensors["method." + name]) for name in ("encoder", "generator", "critic")}
    columns = meta["preparation"]["transforms"]
    mean, deviation = (numpy.array([column[key] for column in columns]) for key in ("mean", "deviation"))
    frame = pandas.read_csv(records)
    z = (frame.to_numpy() - mean) / deviation
    size = numpy.abs(z)
    z = numpy.where(size <= 3, z, numpy.sign(z) * (3 + numpy.log1p(numpy.maximum(size - 3, 0))))
    out = []
    with torch.inference_mode():
        for x in torch.from_numpy(z.astype(numpy.float32)).split(1024):
            made = nets["generator"](nets["encoder"](x))
            features, features_made = nets["critic"][:-1](x), nets["critic"][:-1](made)
            reconstruction = (x - made).square().mean(1)
            feature = method["kappa"] * (features - features_made).square().mean(1)
            out.append(torch.stack([reconstruction, feature, reconstruction + feature,
                                    -nets["critic"][-1](features)[:, 0]], 1))
    result = pandas.DataFrame(torch.cat(out).numpy(), columns=["reconstruction", "feature", "anogan", "discriminator"])
    result.insert(0, "record", range(1, len(result) + 1))
    result.to_csv(scores, index=False)


if __name__ == "__main__":
    main()
