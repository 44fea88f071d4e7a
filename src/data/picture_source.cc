#include "data/picture_source.h"

#include <algorithm>
#include <deque>
#include <exception>
#include <filesystem>
#include <functional>
#include <unordered_map>
#include <utility>

#include "base/fail.h"
#include "base/read_ahead.h"
#include "data/byte_stream.h"
#include "data/schema.h"

namespace discern {
namespace {

// A block is full with as many pictures, or numbers in them.
constexpr std::size_t kMostPictures = 64;
constexpr std::size_t kMostNumbers = std::size_t(1) << 22;
// Files are opened together until they have as many bytes.
constexpr std::uintmax_t kBytesAhead = 1 << 18;

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
    open_next();
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
  // A file with its first picture: as a rule its only one, so that reading ahead decodes it.
  struct Opened {
    std::unique_ptr<PictureFile> file;
    PictureRecord first;
    bool has_first = false;
    std::exception_ptr fault;
  };
  using OpenedFiles = std::deque<Opened>;

  Opened open(std::size_t number) const {
    Opened out;
    try {
      out.file = files_[number].format->open_pictures(files_[number].input, options_);
      out.has_first = out.file->next(out.first);
    } catch (...) {
      out.fault = std::current_exception();
    }
    return out;
  }

  // Small files are opened several at a time, since a thread costs as much as decoding one.
  std::function<OpenedFiles()> next_files() {
    const std::size_t first = begun_;
    for (std::uintmax_t bytes = 0; begun_ < files_.size() && bytes < kBytesAhead; ++begun_) {
      std::error_code error;
      const std::uintmax_t size = std::filesystem::file_size(files_[begun_].input.path, error);
      bytes += error ? kBytesAhead : size;
    }
    if (first == begun_) return {};
    return [this, first, end = begun_] {
      OpenedFiles out;
      for (std::size_t i = first; i < end; ++i) out.push_back(open(i));
      return out;
    };
  }

  void open_next() {
    if (waiting_.empty()) waiting_ = ahead_.take().value();
    opened_ = std::move(waiting_.front());
    waiting_.pop_front();
    in_file_ = 0;
    if (opened_.fault) std::rethrow_exception(opened_.fault);
  }

  bool advance(PictureRecord& record) {
    while (true) {
      if (std::exchange(opened_.has_first, false)) {
        record = std::move(opened_.first);
        break;
      }
      if (opened_.file->next(record)) break;
      if (at_ + 1 == files_.size()) return false;
      ++at_;
      open_next();
    }
    ++in_file_;
    return true;
  }

  std::string text_of(const std::string& column, const PictureRecord& record) {
    if (column == kFileColumn) return record.file;
    if (column == "folder") return folder_of(files_[at_].input.path);
    if (column == "label") return record.label;
    if (column == "slice") return record.slice;
    if (column == "modality") return record.modality;
    if (column == "view") return record.view;
    if (column == "series") return options_.keep_dicom_tags ? record.series : series_.of(record.series);
    return options_.keep_dicom_tags ? record.patient : patients_.of(record.patient);
  }

  std::vector<PendingFile> files_;
  ReadOptions options_;
  std::vector<std::string> columns_;
  std::size_t at_ = 0;
  Opened opened_;
  std::uint64_t in_file_ = 0, records_ = 0;
  Pseudonyms series_{"series"}, patients_{"patient"};
  std::size_t begun_ = 0;  // files whose opening began
  OpenedFiles waiting_;
  ReadAhead<OpenedFiles> ahead_{[this] { return next_files(); }};  // last: destroyed before what its jobs use
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
