#include "data/picture_source.h"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <unordered_map>

#include "base/fail.h"
#include "data/byte_stream.h"
#include "data/schema.h"

namespace discern {
namespace {

// A block is full with as many pictures, or numbers in them.
constexpr std::size_t kMostPictures = 64;
constexpr std::size_t kMostNumbers = std::size_t(1) << 22;

// Names that must not be shown, by the order they came in: "patient 1".
class Pseudonyms {
 public:
  explicit Pseudonyms(const char* kind) : kind_(kind) {}
  std::string of(const std::string& name) {
    if (name.empty()) return "";
    return fmt::format("{} {}", kind_, places_.emplace(name, places_.size() + 1).first->second);
  }

 private:
  const char* kind_;
  std::unordered_map<std::string, std::size_t> places_;
};

std::string folder_of(const std::string& path) {
  std::error_code error;
  return std::filesystem::absolute(path, error).parent_path().filename().string();
}

class PictureSource final : public Source {
 public:
  PictureSource(std::vector<PendingFile> files, const ReadOptions& options)
      : files_(std::move(files)), options_(options), columns_{"image", kFileColumn, "folder"} {
    for (const PendingFile& file : files_)
      for (const char* name : file.format->picture_columns)
        if (std::find(columns_.begin(), columns_.end(), name) == columns_.end()) columns_.push_back(name);
    open();
  }

  const std::vector<std::string>& columns() const override { return columns_; }

  std::string name() const override {
    const std::string first = shown_path(files_[0].input.path);
    return files_.size() == 1 ? first : fmt::format("{} and {} more", first, files_.size() - 1);
  }

  bool next(Block& block) override {
    PictureColumn pictures;
    auto texts = std::make_shared<std::deque<std::string>>();
    Block made;
    made.columns.assign(columns_.size(), TextColumn());
    std::size_t numbers = 0;
    const std::size_t most = std::min(kMostPictures, options_.block_records);
    PictureRecord record;
    while (pictures.size() < most && numbers < kMostNumbers && advance(record)) {
      if (pictures.empty()) {
        made.file = files_[at_].input.path;
        made.first_in_file = in_file_;
      }
      numbers += record.picture.pixels.size();
      for (std::size_t c = 1; c < columns_.size(); ++c) {
        texts->push_back(text_of(columns_[c], record));
        std::get<TextColumn>(made.columns[c]).push_back(texts->back());
      }
      pictures.push_back(std::move(record.picture));
      record = {};
    }
    if (pictures.empty()) return false;
    made.size = pictures.size();
    made.first = records_ + 1;
    records_ += made.size;
    made.columns[0] = std::move(pictures);
    made.storage = std::move(texts);
    block = std::move(made);
    return true;
  }

 private:
  void open() {
    file_ = files_[at_].format->open_pictures(files_[at_].input, options_);
    in_file_ = 0;
  }

  bool advance(PictureRecord& record) {
    while (!file_->next(record)) {
      if (at_ + 1 == files_.size()) return false;
      ++at_;
      open();
    }
    ++in_file_;
    return true;
  }

  std::string text_of(const std::string& column, const PictureRecord& record) {
    if (column == kFileColumn) return record.file;
    if (column == "folder") return folder_of(files_[at_].input.path);
    if (column == "label") return record.label;
    if (column == "slice") return record.slice;
    if (column == "series") return options_.keep_dicom_tags ? record.series : series_.of(record.series);
    return options_.keep_dicom_tags ? record.patient : patients_.of(record.patient);
  }

  std::vector<PendingFile> files_;
  ReadOptions options_;
  std::vector<std::string> columns_;
  std::size_t at_ = 0;
  std::unique_ptr<PictureFile> file_;
  std::uint64_t in_file_ = 0, records_ = 0;
  Pseudonyms series_{"series"}, patients_{"patient"};
};

}  // namespace

void check_picture_size(const std::string& name, std::size_t height, std::size_t width) {
  if (height == 0 || width == 0 || height > kMostPixels / width)
    fail(Fault::data, "{}: a picture of {} x {}; expected 1 to {} pixels: cut it into parts, or reduce it",
         name, height, width, kMostPixels);
}

std::unique_ptr<Source> open_pictures(std::vector<PendingFile> files, const ReadOptions& options) {
  return std::make_unique<PictureSource>(std::move(files), options);
}

}  // namespace discern
