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
  // Of tables; null: the format has pictures alone.
  std::unique_ptr<Source> (*open)(const Input& input, const ReadOptions& options);
  // Of pictures; null: the format has none.
  std::unique_ptr<PictureFile> (*open_pictures)(const Input& input, const ReadOptions& options) = nullptr;
  // Of a format that has both: whether input holds pictures; false for what cannot be read.
  bool (*holds_pictures)(const Input& input) = nullptr;
  std::vector<const char*> picture_columns = {};  // beside image, file and folder

  bool is_picture(const Input& input) const { return !open || (holds_pictures && holds_pictures(input)); }
  // path ends as files of this format do.
  bool fits(std::string_view path) const;
};

std::span<const FormatInfo> formats();

std::string_view slice_axis_name(SliceAxis axis);
bool is_slice_axis(std::string_view name);
SliceAxis slice_axis_from(std::string_view name);  // a name that is one

// The files open_source would read for one input, "-" for standard input; none where it would refuse.
std::vector<std::string> files_behind(const std::string& input);

}  // namespace discern
