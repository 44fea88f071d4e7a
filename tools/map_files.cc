#include "tools/map_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "base/fail.h"
#include "base/file.h"
#include "data/npz_writer.h"
#include "detector/picture_maps.h"
#include "report/overlay.h"

namespace discern {
namespace {

constexpr std::size_t kLongestName = 100;

void write_file(const std::string& path, const std::string& bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

// The NIfTI file that "brain.nii.gz#7" is a slice of; empty for other files.
std::string volume_of(const std::string& file) {
  const std::size_t end = file.rfind('#');
  if (end == file.npos || end + 1 == file.size() ||
      file.find_first_not_of("0123456789", end + 1) != file.npos)
    return "";
  const std::string path = file.substr(0, end);
  return path.ends_with(".nii") || path.ends_with(".nii.gz") ? path : "";
}

// From 0.
std::size_t slice_of(const std::string& file) {
  return std::stoul(file.substr(file.rfind('#') + 1)) - 1;
}

}  // namespace

std::string file_name_of(const std::string& key) {
  std::string out = key.substr(key.find_last_of("/\\") + 1);
  for (char& c : out)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '-') c = '_';
  if (out.size() > kLongestName) out.erase(0, out.size() - kLongestName);
  return out;
}

MapFiles::MapFiles(const std::string& folder, const Detector::State& state, SliceAxis axis)
    : folder_(folder), axis_(axis) {
  check_maps(state);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail(Fault::io, "{}: cannot be made: {}; give another folder", folder, error.message());
  write_file(folder + "/legend.svg", legend_svg());
}

void MapFiles::place(const std::string& file, std::uint64_t number, const std::vector<float>& evidence) {
  const std::string path = volume_of(file);
  const std::size_t slice = slice_of(file);
  const std::lock_guard lock(mutex_);
  const auto found = volumes_.try_emplace(path, path, axis_).first;
  if (!found->second.place(slice, evidence)) return;
  std::string name = file_name_of(path);
  name.erase(name.rfind(".nii"));
  write_file(fmt::format("{}/{:06}_{}.nii.gz", folder_, number - slice, name), found->second.bytes());
  volumes_.erase(found);
}

void MapFiles::write(const Detector::State& state, const ScoredTable& scored) {
  const ColumnSchema& column = state.preparation.schema().columns[0];
  for (std::size_t row = 0; row < scored.scores.rows; ++row) {
    const bool explained = scored.scores.reasons.count(row) > 0;
    const bool of_volume = !scored.files.empty() && !volume_of(scored.files[row]).empty();
    if (!explained && !of_volume) continue;
    const Picture& picture = scored.pictures[row];
    const PictureSize size{picture.height, picture.width};
    const std::vector<float> evidence = evidence_map(state, scored.prepared.x.row(row), size);
    if (of_volume) place(scored.files[row], scored.scores.first + row, evidence);
    if (!explained) continue;
    const std::string path = fmt::format("{}/{:06}_{}", folder_, scored.scores.first + row,
                                         file_name_of(scored.scores.record(row)));
    write_file(path + ".png", overlay_png(grey_of(picture, column), evidence, size.height, size.width));
    NpzWriter arrays;
    arrays.add("map", {size.height, size.width}, evidence);
    write_file(path + ".npz", arrays.bytes());
  }
}

}  // namespace discern
