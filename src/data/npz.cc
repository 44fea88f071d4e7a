#include <algorithm>
#include <optional>

#include "base/fail.h"
#include "base/text.h"
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
      if (member.name.ends_with(".npy")) names_.push_back(member.name.substr(0, member.name.size() - 4));
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

 private:
  std::string name_;
  ZipArchive archive_;
  std::vector<std::string> names_;
};

}  // namespace

std::unique_ptr<Source> open_npz(const Input& input, const ReadOptions& options) {
  const Arrays arrays(input);
  NpyArray features = arrays.open(input.member.empty() ? arrays.features() : input.member);
  std::optional<NpyArray> labels;
  if (input.member.empty() && arrays.has("X") && arrays.has("y")) {
    labels.emplace(arrays.open("y"));
    if (labels->layout().rows != features.layout().rows || labels->layout().columns != 1)
      fail(Fault::data, "{}: X has {} records and y is of {} x {}; expected one value a record",
           shown_path(input.path), features.layout().rows, labels->layout().rows, labels->layout().columns);
  }
  return std::make_unique<NpzSource>(input, std::move(features), std::move(labels), options);
}

}  // namespace discern
