#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/fail.h"
#include "base/text.h"
#include "data/chained_source.h"
#include "data/column_names.h"
#include "data/dicom.h"
#include "data/formats.h"
#include "data/picture_source.h"

namespace discern {
namespace {

std::string format_names() {
  std::vector<std::string> names;
  for (const FormatInfo& format : formats()) names.push_back(std::string(format.name) + ":");
  return list_of(names);
}

const FormatInfo* named_format(std::string_view name) {
  for (const FormatInfo& format : formats())
    if (format.name == name) return &format;
  return nullptr;
}

bool exists(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0;
}

// Pipes and devices have no extension.
bool is_special(const std::string& path) {
  struct stat info;
  return path == "-" || (stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode));
}

const FormatInfo* fitting_format(const std::string& path) {
  for (const FormatInfo& format : formats())
    if (format.fits(path)) return &format;
  return is_special(path) ? named_format("csv") : nullptr;
}

// A file name may hold a '#' itself, so only one that does not exist is split.
Input split_member(const std::string& path) {
  const std::size_t at = path.rfind('#');
  if (at == path.npos || exists(path)) return {path, ""};
  return {path.substr(0, at), path.substr(at + 1)};
}

void check_readable(const std::string& path) {
  if (path == "-" || access(path.c_str(), R_OK) == 0) return;
  fail(Fault::io, "{}: cannot be opened: {}; check the path", path, std::strerror(errno));
}

std::vector<PendingFile> files_of_folder(const std::string& folder, const FormatInfo* format) {
  std::vector<PendingFile> files;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string path = entry->path().string();
    if (entry->path().filename().string().starts_with('.')) {
      entry.disable_recursion_pending();
      continue;
    }
    // Tables of folders in it may be anything; pictures are kept in folders by what they show.
    const FormatInfo* fitting = entry->is_regular_file(error) ? fitting_format(path) : nullptr;
    // Names of DICOM files say nothing where a disk or an archive wrote them.
    if (!fitting && format && format->open_pictures == open_dicom && is_dicom(path)) fitting = format;
    if (fitting && (entry.depth() == 0 || !fitting->open) && (!format || fitting == format))
      files.push_back({{path, ""}, fitting});
  }
  if (error) fail(Fault::io, "{}: cannot be listed: {}; check the folder", folder, error.message());
  if (files.empty())
    fail(Fault::data, "{}: the folder holds no readable file; expected names that end as those of {}", folder,
         format ? std::string(format->name) : format_names());
  std::sort(files.begin(), files.end(),
            [](const PendingFile& a, const PendingFile& b) { return a.input.path < b.input.path; });
  return files;
}

std::vector<PendingFile> files_of(const std::string& text) {
  const std::size_t colon = text.find(':');
  const FormatInfo* forced =
      colon == text.npos ? nullptr : named_format(std::string_view(text).substr(0, colon));
  const std::string path = forced ? text.substr(colon + 1) : text;
  if (path.empty())
    fail(Fault::usage, "input {}: names no file; expected a path, a folder or -", shown(text));
  if (path != "-" && std::filesystem::is_directory(path)) return files_of_folder(path, forced);
  const FormatInfo* npz = named_format("npz");
  const Input split = split_member(path);
  const bool member = !split.member.empty() && (forced ? forced == npz : npz->fits(split.path));
  const Input input = member ? split : Input{path, ""};
  const FormatInfo* format = forced ? forced : fitting_format(input.path);
  check_readable(input.path);
  if (!format)
    fail(Fault::usage, "{}: no format has such a name; say which it is by one of {}, as in csv:{}", path,
         format_names(), path);
  return {{input, format}};
}

}  // namespace

std::vector<std::string> files_behind(const std::string& input) {
  std::vector<std::string> out;
  try {
    for (const PendingFile& file : files_of(input)) out.push_back(file.input.path);
  } catch (const Error&) {  // told when the input is opened
  }
  return out;
}

std::unique_ptr<Source> open_source(const std::vector<std::string>& inputs, const ReadOptions& options) {
  if (inputs.empty()) fail(Fault::usage, "no input was given; expected a path, a folder or -");
  if (options.decimal != '.' && options.decimal != ',')
    fail(Fault::usage, "decimal sign {}: expected . or ,", shown({&options.decimal, 1}));
  std::vector<PendingFile> files;
  for (const std::string& input : inputs)
    for (PendingFile& file : files_of(input)) files.push_back(std::move(file));
  const auto is_picture = [&](const PendingFile& file) {
    return !(options.flatten && file.format->open) && file.format->is_picture(file.input);
  };
  const auto pictures = std::size_t(std::count_if(files.begin(), files.end(), is_picture));
  if (pictures == files.size()) sort_dicom(files);
  if (pictures == files.size()) return open_pictures(std::move(files), options);
  if (pictures > 0)
    fail(Fault::data,
         "{}: {} files of pictures and {} of tables; expected one kind: name a format as in images:{}",
         inputs[0], pictures, files.size() - pictures, inputs[0]);
  return chain(std::move(files), options);
}

std::unique_ptr<Source> open_source(const std::string& input, const ReadOptions& options) {
  return open_source(std::vector<std::string>{input}, options);
}

}  // namespace discern
