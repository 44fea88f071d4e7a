// The formats records are read from, in one table.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/sources.h"

namespace discern {

struct FormatInfo {
  std::string_view name;                     // the prefix, as in "csv:FILE"
  std::string_view help;                     // one line, no full stop
  std::vector<std::string_view> extensions;  // how file names end; ".gz" may follow
  std::unique_ptr<Source> (*open)(const Input& input, const ReadOptions& options);

  // path ends as files of this format do.
  bool fits(std::string_view path) const;
};

std::span<const FormatInfo> formats();

// The files open_source would read for one input, "-" for standard input; none where it would refuse.
std::vector<std::string> files_behind(const std::string& input);

}  // namespace discern
