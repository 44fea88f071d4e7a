"""Reads a model file with nothing but FORMAT.md, checks it and prints what it holds."""
import hashlib
import json
import struct
import sys


def once(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), "a key stands twice"
    return dict(pairs)


def check_digest(raw, digest):
    key = b'"sha256":"'
    assert raw.count(key) == 1
    sealed = key + digest.encode()
    assert hashlib.sha256(raw.replace(sealed, key + b"0" * 64)).hexdigest() == digest


def check_layout(header, start, size):
    end, single = 0, False
    for name, tensor in header.items():
        width = {"F32": 4, "F64": 8}[tensor["dtype"]]
        assert width == 4 or not single, "F64 stands before F32"
        single = width == 4
        begin, after = tensor["data_offsets"]
        count = 1
        for length in tensor["shape"]:
            count *= length
        assert begin == end and after - begin == count * width and (start + begin) % width == 0, name
        end = after
    assert end == size
    for dtype in ("F64", "F32"):
        names = [name.encode() for name in header if header[name]["dtype"] == dtype]
        assert names == sorted(names)


def values(data, tensor):
    begin, end = tensor["data_offsets"]
    letter, width = {"F32": ("f", 4), "F64": ("d", 8)}[tensor["dtype"]]
    numbers = struct.unpack("<%d%s" % ((end - begin) // width, letter), data[begin:end])
    return [float("%.7g" % number) for number in numbers] if letter == "f" else list(numbers)


def main(path):
    raw = open(path, "rb").read()
    (length,) = struct.unpack("<Q", raw[:8])
    start = 8 + length
    assert start % 8 == 0
    header = json.loads(raw[8:start].decode("utf-8"), object_pairs_hook=once)
    metadata = header.pop("__metadata__")
    assert list(metadata) == ["format", "format_version", "program", "sha256", "meta"]
    assert all(isinstance(value, str) for value in metadata.values())
    assert metadata["format"] == "discern" and metadata["format_version"] == "1"
    check_digest(raw, metadata["sha256"])
    check_layout(header, start, len(raw) - start)
    print("meta", json.dumps(json.loads(metadata["meta"], object_pairs_hook=once)))
    for name, tensor in header.items():
        print(name, tensor["dtype"], tensor["shape"], values(raw[start:], tensor))


main(sys.argv[1])
