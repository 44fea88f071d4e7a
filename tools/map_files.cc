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

}  // namespace

std::string file_name_of(const std::string& key) {
  std::string out = key.substr(key.find_last_of("/\\") + 1);
  for (char& c : out)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '-') c = '_';
  if (out.size() > kLongestName) out.erase(0, out.size() - kLongestName);
  return out;
}

MapFiles::MapFiles(const std::string& folder, const Detector::State& state) : folder_(folder) {
  check_maps(state);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail(Fault::io, "{}: cannot be made: {}; give another folder", folder, error.message());
  write_file(folder + "/legend.svg", legend_svg());
}

void MapFiles::write(const Detector::State& state, const ScoredTable& scored) const {
  const ColumnSchema& column = state.preparation.schema().columns[0];
  for (const auto& [row, reasons] : scored.scores.reasons) {
    const Picture& picture = scored.pictures[row];
    const PictureSize size{picture.height, picture.width};
    const std::vector<float> evidence = evidence_map(state, scored.prepared.x.row(row), size);
    const std::string path = fmt::format("{}/{:06}_{}", folder_, scored.scores.first + row,
                                         file_name_of(scored.scores.record(row)));
    write_file(path + ".png", overlay_png(grey_of(picture, column), evidence, size.height, size.width));
    NpzWriter arrays;
    arrays.add("map", {size.height, size.width}, evidence);
    write_file(path + ".npz", arrays.bytes());
  }
}

}  // namespace discern
