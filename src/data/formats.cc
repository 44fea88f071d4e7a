#include "data/formats.h"

#include <algorithm>
#include <cctype>

namespace discern {

std::span<const FormatInfo> formats() {
  static const std::vector<FormatInfo> table = {
      {"csv", "comma-separated values (RFC 4180)", {".csv"}, open_csv},
      {"tsv", "tab-separated values", {".tsv", ".tab"}, open_tsv},
      {"jsonl", "JSON Lines: one flat object a line", {".jsonl", ".ndjson"}, open_jsonl},
      {"npy", "one NumPy array", {".npy"}, open_npy},
      {"npz", "NumPy arrays X and y, or one array", {".npz"}, open_npz},
      {"idx", "the format of the MNIST files", {".idx", "idx1-ubyte", "idx2-ubyte", "idx3-ubyte"}, open_idx},
  };
  return table;
}

bool FormatInfo::fits(std::string_view path) const {
  std::string lower(path);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  std::string_view bare = lower;
  if (bare.ends_with(".gz")) bare.remove_suffix(3);
  return std::any_of(extensions.begin(), extensions.end(),
                     [&](std::string_view extension) { return bare.ends_with(extension); });
}

}  // namespace discern
