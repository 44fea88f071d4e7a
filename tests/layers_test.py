#!/usr/bin/env python3
"""Reads the sources and says where the architecture is left: usage: layers_test.py [ROOT] [--self-test]

A layer includes itself and the layers to its left; `threshold` includes `base` alone; torch is seen in `train` alone;
public headers include the standard library and each other; files stay small and are named for what they hold.
"""
import re
import sys
import tempfile
from pathlib import Path

LAYERS = ["base", "data", "transform", "kernels", "nets", "threshold", "methods", "detector", "storage", "report",
          "train", "tools"]
# Where a public header stands among the layers: who may include it. (A later layer may define what it declares.)
PUBLIC = {"error.h": "base", "version.h": "base", "records.h": "data", "detector.h": "detector", "report.h": "report",
          "synthetic.h": "report", "train.h": "train", "discern.h": "tools"}
BASE_ONLY = {"threshold"}
MOST_CODE_LINES = 350
VAGUE_NAME = re.compile(r"(^|_)(utils?|helpers?|common|misc|manager)(_|$)", re.I)
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
STANDARD = re.compile(r"^[a-z0-9_]+$")


def code_lines(text):
    return sum(1 for line in text.splitlines() if line.strip() and not line.strip().startswith("//"))


def includes(text):
    """Line number, name, whether it was quoted."""
    for number, line in enumerate(text.splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found[1] or found[2], found[1] is not None


def layer_of(name):
    """The layer an include names, or None for what is not ours."""
    first, _, rest = name.partition("/")
    if first == "discern":
        return PUBLIC.get(rest, "unknown")
    return first if rest and first in LAYERS else None


def allowed(layer):
    if layer in BASE_ONLY:
        return {"base", layer}
    return set(LAYERS[: LAYERS.index(layer) + 1])


def check_include(layer, name):
    """What is wrong with it, or None. tools may see train's headers, but not torch's."""
    if name.split("/")[0] in ("torch", "ATen", "c10") and layer != "train":
        return f"{layer} sees {name}; torch belongs to train alone"
    target = layer_of(name)
    if target == "unknown":
        return f"{name} has no layer; give it one in the table PUBLIC of layers_test.py"
    if target and target not in allowed(layer):
        return f"{layer} includes {name} of {target}; it may include {', '.join(sorted(allowed(layer), key=LAYERS.index))}"
    return None


def check_public(name, quoted):
    if name.startswith("discern/") or (not quoted and STANDARD.match(name)):
        return None
    return f"a public header includes {name}; only the standard library and discern/ may be seen there"


def check_size_and_name(path, text):
    lines = code_lines(text)
    if lines > MOST_CODE_LINES:
        yield f"{lines} lines of code, at most {MOST_CODE_LINES}; split it by what it does"
    if VAGUE_NAME.search(path.stem):
        yield "the name does not say what the file holds; name it for its contents"


def sources(folder):
    return sorted(p for p in folder.rglob("*") if p.suffix in (".h", ".cc"))


def faults(root):
    for layer, folder in [(l, root / "src" / l) for l in LAYERS[:-1]] + [("tools", root / "tools")]:
        for path in sources(folder):
            text = path.read_text()
            for number, name, _ in includes(text):
                fault = check_include(layer, name)
                if fault:
                    yield f"{path.relative_to(root)}:{number}: {fault}"
    for path in sources(root / "src"):
        if path.relative_to(root / "src").parts[0] not in LAYERS[:-1]:
            yield f"{path.relative_to(root)}: is in no layer; layers are {', '.join(LAYERS)}"
    for path in sources(root / "include" / "discern"):
        layer = PUBLIC.get(path.name)
        if layer is None:
            yield f"{path.relative_to(root)}: has no layer; give it one in the table PUBLIC of layers_test.py"
            continue
        for number, name, quoted in includes(path.read_text()):
            fault = check_public(name, quoted) or check_include(layer, name)
            if fault:
                yield f"{path.relative_to(root)}:{number}: {fault}"
    for part in ("include", "src", "tools", "tests", "bench"):
        for path in sources(root / part):
            for fault in check_size_and_name(path, path.read_text()):
                yield f"{path.relative_to(root)}: {fault}"


# Path, text, and the words its fault must contain; None where there must be none.
CASES = [
    ("src/data/good.cc", '#include "data/good.h"\n#include "base/text.h"\n#include <vector>\n', None),
    ("src/data/late.cc", '#include "nets/mlp.h"\n', "data includes nets/mlp.h of nets"),
    ("src/threshold/wide.cc", '#include "data/schema.h"\n', "threshold includes data/schema.h"),
    ("src/threshold/narrow.cc", '#include "base/matrix.h"\n#include "threshold/tail.h"\n', None),
    ("src/methods/uses_threshold.cc", '#include "threshold/tail.h"\n#include "discern/records.h"\n', None),
    ("src/nets/torch.cc", "#include <torch/torch.h>\n", "torch belongs to train alone"),
    ("src/nets/aten.cc", "  #  include <ATen/ATen.h>\n", "torch belongs to train alone"),
    ("tools/torch.cc", "#include <torch/torch.h>\n", "torch belongs to train alone"),
    ("src/train/torch.cc", "#include <torch/torch.h>\n", None),
    ("src/report/trains.cc", '#include "train/loop.h"\n', "report includes train/loop.h of train"),
    ("src/base/public.cc", '#include "discern/detector.h"\n', "base includes discern/detector.h of detector"),
    ("src/base/fault.cc", '#include "discern/error.h"\n', None),
    ("src/odd/thing.cc", "", "is in no layer"),
    ("include/discern/records.h", "#include <vector>\n#include <fmt/format.h>\n", "only the standard library"),
    ("include/discern/report.h", '#include "base/json.h"\n', "only the standard library"),
    ("include/discern/detector.h", '#include "discern/report.h"\n', "detector includes discern/report.h of report"),
    ("include/discern/error.h", "#include <stdexcept>\n", None),
    ("include/discern/novel.h", "", "has no layer"),
    ("src/base/string_utils.h", "", "the name does not say"),
    ("tests/helpers.h", "", "the name does not say"),
    ("src/base/common_text.cc", "", "the name does not say"),
    ("src/base/uncommon.cc", "", None),
    ("src/base/long.cc", "int x;\n" * 351, "351 lines of code"),
    ("src/base/commented.cc", "int x;\n" * 350 + "// more\n\n" * 50, None),
]


def self_test():
    """Each case alone in a tree: so every rule is seen to fail, and to hold its peace."""
    wrong = []
    for path, text, words in CASES:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / path
            file.parent.mkdir(parents=True)
            file.write_text(text)
            found = list(faults(Path(folder)))
        if (words is None and found) or (words is not None and not any(words in fault for fault in found)):
            wrong.append(f"self-test: {path}: found {found or 'nothing'}, expected {words or 'nothing'}")
    return wrong


def main(arguments):
    root = Path(next((a for a in arguments if not a.startswith("--")), Path(__file__).resolve().parent.parent))
    found = self_test() if "--self-test" in arguments else list(faults(root))
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
