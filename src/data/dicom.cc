#include "data/dicom.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <map>
#include <string_view>
#include <utility>

#include "base/fail.h"
#include "base/file.h"
#include "base/text.h"
#include "data/dicom_dataset.h"
#include "data/dicom_pixels.h"
#include "data/sources.h"

namespace discern {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t(1) << 30;

class DicomFile final : public PictureFile {
 public:
  DicomFile(const std::string& path, bool window)
      : path_(path),
        window_(window),
        bytes_(read_file(path, kMostBytes)),
        dataset_(parse_dicom(bytes_, path_)) {}

  bool next(PictureRecord& record) override {
    if (done_ == dataset_.frames) return false;
    record.picture = dicom_picture(dataset_, done_, window_, path_);
    ++done_;
    record.file = dataset_.frames == 1 ? path_ : fmt::format("{}#{}", path_, done_);
    record.patient = dataset_.patient;
    record.series = dataset_.series;
    record.modality = dataset_.modality;
    record.view = dataset_.view;
    if (dataset_.frames > 1)
      record.slice = std::to_string(done_);
    else if (dataset_.instance)
      append_number(record.slice, *dataset_.instance);
    return true;
  }

 private:
  std::string path_;
  bool window_;
  std::string bytes_;  // dataset_ points into it
  DicomDataset dataset_;
  std::size_t done_ = 0;
};

struct Place {
  std::size_t series = 0;
  double along = 0;
};

// PS3.3, C.7.6.2: the position projected on the normal of rows and columns.
double along(const DicomDataset& d) {
  if (d.position.size() == 3 && d.orientation.size() == 6) {
    const auto& o = d.orientation;
    return d.position[0] * (o[1] * o[5] - o[2] * o[4]) + d.position[1] * (o[2] * o[3] - o[0] * o[5]) +
           d.position[2] * (o[0] * o[4] - o[1] * o[3]);
  }
  return d.instance.value_or(std::numeric_limits<double>::max());
}

}  // namespace

std::unique_ptr<PictureFile> open_dicom(const Input& input, const ReadOptions& options) {
  return std::make_unique<DicomFile>(input.path, options.dicom_window);
}

bool is_dicom(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  char magic[4] = {};
  return file.seekg(128) && file.read(magic, 4) && std::string_view(magic, 4) == "DICM";
}

void sort_dicom(std::vector<PendingFile>& files) {
  std::map<std::string, std::size_t> series;
  std::vector<std::size_t> places;
  std::vector<std::pair<Place, PendingFile>> found;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (files[i].format->open_pictures != open_dicom) continue;
    Place place{series.size() + files.size(), 0};
    try {
      const std::string bytes = read_file(files[i].input.path, kMostBytes);
      const DicomDataset dataset = parse_dicom(bytes, files[i].input.path);
      place = {series.emplace(dataset.series, series.size()).first->second, along(dataset)};
    } catch (const Error&) {  // told when the file's turn comes
    }
    places.push_back(i);
    found.emplace_back(place, files[i]);
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first.series, a.first.along) < std::pair(b.first.series, b.first.along);
  });
  for (std::size_t i = 0; i < places.size(); ++i) files[places[i]] = std::move(found[i].second);
}

}  // namespace discern
