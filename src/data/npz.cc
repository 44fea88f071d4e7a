#include <algorithm>
#include <cctype>
#include <optional>

#include "base/fail.h"
#include "base/text.h"
#include "data/array_pictures.h"
#include "data/column_names.h"
#include "data/npy_array.h"
#include "data/sources.h"
#include "data/zip_archive.h"

namespace discern {
namespace {

class NpzSource final : public NumberSource {
 public:
  // labels, if there are any, become the column "y".
  NpzSource(const Input& input, NpyArray features, std::optional<NpyArray> labels, const ReadOptions& options)
      : NumberSource(input.path, names(features, labels), features.layout().rows, options),
        features_(std::move(features)),
        labels_(std::move(labels)) {}

 private:
  static std::vector<std::string> names(const NpyArray& features, const std::optional<NpyArray>& labels) {
    std::vector<std::string> out = numbered_columns(features.layout().columns);
    if (labels) out.push_back("y");
    return out;
  }
  void fill(std::size_t first, std::size_t count, const std::vector<double*>& out) override {
    features_.fill(first, count, out.data());
    if (labels_) labels_->fill(first, count, &out.back());
  }
  void finish() override {
    features_.finish();
    if (labels_) labels_->finish();
  }

  NpyArray features_;
  std::optional<NpyArray> labels_;
};

class Arrays {
 public:
  explicit Arrays(const Input& input) : name_(shown_path(input.path)), archive_(input.path) {
    for (const ZipMember& member : archive_.members())
      if (member.name.ends_with(".npy") && can_be_shown(member.name))
        names_.push_back(member.name.substr(0, member.name.size() - 4));
  }

  bool has(const std::string& name) const {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
  }

  NpyArray open(const std::string& name) const {
    for (const ZipMember& member : archive_.members())
      if (member.name == name + ".npy") return NpyArray(archive_.open(member), name_ + "#" + name);
    fail(Fault::data, "{}: has no array {}{}; it holds {}", name_, shown(name), did_you_mean(name, names_),
         names_.empty() ? "none" : some_of(names_));
  }

  // "X" if it is there, else the only one.
  std::string features() const {
    if (has("X")) return "X";
    if (names_.size() == 1) return names_[0];
    if (names_.empty()) fail(Fault::data, "{}: holds no array; expected one saved with numpy.savez", name_);
    fail(Fault::data, "{}: holds {} and no \"X\"; pick one as in {}#{}", name_, some_of(names_), name_,
         names_[0]);
  }

  // The array of pictures that the input names: itself, the part "test" of "test_images", the only such part,
  // or X; empty: none.
  std::string pictures(const std::string& member) const {
    if (!member.empty()) return has(member + std::string(kImages)) ? member + std::string(kImages) : member;
    const std::vector<std::string> parts = this->parts();
    if (parts.size() == 1) return parts[0];
    if (has("X") || (parts.empty() && names_.size() != 1)) return has("X") ? "X" : "";
    if (parts.empty()) return names_[0];
    const std::string example = parts[0].substr(0, parts[0].size() - kImages.size());
    fail(Fault::data, "{}: holds {}; pick one as in {}#{}", name_, some_of(parts), name_, example);
  }

  // Arrays such as "train_images".
  std::vector<std::string> parts() const {
    std::vector<std::string> out;
    for (const std::string& array : names_)
      if (array.ends_with(kImages)) out.push_back(array);
    return out;
  }

  // "test_labels" of "test_images", y of X, one text a record; nothing where there are none.
  std::vector<std::string> labels_of(const std::string& pictures) const {
    std::string name = pictures == "X" ? "y" : pictures;
    if (name.ends_with(kImages)) name.replace(name.size() - kImages.size(), kImages.size(), "_labels");
    if (name == pictures || !has(name)) return {};
    NpyArray array = open(name);
    const NumberRows& layout = array.layout();
    if (array.shape().size() > 2 || layout.columns > kMostLabels)
      fail(Fault::data, "{}#{}: is no array of labels; expected one value a record", name_, name);
    std::vector<std::string> out;
    std::vector<double> values(layout.columns);
    std::vector<double*> places;
    for (double& value : values) places.push_back(&value);
    for (std::size_t i = 0; i < layout.rows; ++i) {
      array.fill(i, 1, places.data());
      std::string& text = out.emplace_back();
      for (const double value : values) {
        if (!text.empty()) text += ' ';
        append_number(text, value);
      }
    }
    array.finish();
    return out;
  }

 private:
  // A damaged name would break the lines of messages; no array that numpy wrote has one.
  static bool can_be_shown(const std::string& name) {
    return std::none_of(name.begin(), name.end(), [](unsigned char c) { return std::iscntrl(c); });
  }

  static constexpr std::string_view kImages = "_images";
  static constexpr std::size_t kMostLabels = 100;

  std::string name_;
  ZipArchive archive_;
  std::vector<std::string> names_;
};

}  // namespace

std::unique_ptr<Source> open_npz(const Input& input, const ReadOptions& options) {
  const Arrays arrays(input);
  NpyArray features = arrays.open(input.member.empty() ? arrays.features() : input.member);
  check_column_count(shown_path(input.path), features.layout().columns);
  std::optional<NpyArray> labels;
  if (input.member.empty() && arrays.has("X") && arrays.has("y")) {
    labels.emplace(arrays.open("y"));
    if (labels->layout().rows != features.layout().rows || labels->layout().columns != 1)
      fail(Fault::data, "{}: X has {} records and y is of {} x {}; expected one value a record",
           shown_path(input.path), features.layout().rows, labels->layout().rows, labels->layout().columns);
  }
  return std::make_unique<NpzSource>(input, std::move(features), std::move(labels), options);
}

std::unique_ptr<PictureFile> open_npz_pictures(const Input& input, const ReadOptions&) {
  const Arrays arrays(input);
  const std::string name = arrays.pictures(input.member);
  const NpyArray array = arrays.open(name);
  return open_array_pictures({input.path, array.numbers(), array.layout().type, array.shape()},
                             arrays.labels_of(name));
}

bool npz_holds_pictures(const Input& input) {
  if (input.path == "-") return false;
  try {
    const Arrays arrays(input);
    if (input.member.empty() && !arrays.has("X") && arrays.parts().size() > 1) return true;
    const std::string name = arrays.pictures(input.member);
    return !name.empty() && arrays.open(name).shape().size() > 2;
  } catch (const Error&) {
    return false;  // told when it is opened as a table
  }
}

}  // namespace discern
