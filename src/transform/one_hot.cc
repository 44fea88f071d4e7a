#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/archive.h"
#include "transform/transform.h"

namespace discern {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// Slots in order: the kept categories, then the rare ones together, then the unknown, then missing; the rare
// and the missing slot only if training had such records.
class OneHot : public Transform {
 public:
  OneHot(std::vector<std::string> categories, std::vector<std::size_t> kept, bool missing, float scale)
      : categories_(std::move(categories)), kept_(std::move(kept)), missing_(missing), scale_(scale) {
    slots_.assign(categories_.size(), kept_.size());
    for (std::size_t slot = 0; slot < kept_.size(); ++slot) slots_[kept_[slot]] = slot;
    rare_ = kept_.size() < categories_.size();
  }

  // A column with one category, never missing, has nothing to say but its surprises.
  std::size_t width() const override { return constant() ? 0 : unknown_slot() + 1 + std::size_t(missing_); }

  void apply(double value, float* out) const override {
    if (constant()) return;
    std::fill_n(out, width(), 0.0f);
    out[slot(value)] = scale_;
  }

  std::optional<Surprise> surprise(double value, const std::string& name) const override {
    if (std::isnan(value)) {
      if (missing_) return std::nullopt;
      return Surprise{0, 0, Surprise::Kind::newly_missing, 1, name + ": missing, never so in training"};
    }
    if (value != kUnknownCategory) return std::nullopt;
    return Surprise{0, 0, constant() ? Surprise::Kind::moved_constant : Surprise::Kind::unknown_category, 1,
                    name + ": never seen in training"};
  }

  std::string describe(const float* features) const override {
    if (constant()) return categories_.empty() ? "missing" : categories_.front();
    const std::size_t best = std::size_t(std::max_element(features, features + width()) - features);
    if (best < kept_.size()) return categories_[kept_[best]];
    if (best < unknown_slot()) return "a rare category";
    return best == unknown_slot() ? "an unknown category" : "missing";
  }

  double restore(const float* features, Random& random) const override {
    if (constant()) return categories_.empty() ? kMissing : 0;
    std::size_t best = 0;  // the unknown slot is never the first
    for (std::size_t s = 0; s < width(); ++s)
      if (s != unknown_slot() && features[s] > features[best]) best = s;
    if (best < kept_.size()) return double(kept_[best]);
    return best < unknown_slot() ? any_rare(random) : kMissing;
  }

  Json save() const override {
    Json out = {{"transform", "one_hot"}, {"kept", kept_}, {"missing", missing_}};
    if (scale_ != 1) out["scale"] = scale_;
    return out;
  }

 private:
  bool constant() const { return categories_.size() <= 1 && !(missing_ && !categories_.empty()); }
  std::size_t unknown_slot() const { return kept_.size() + std::size_t(rare_); }
  std::size_t slot(double value) const {
    if (std::isnan(value)) return missing_ ? unknown_slot() + 1 : unknown_slot();
    return value == kUnknownCategory ? unknown_slot() : slots_[std::size_t(value)];
  }
  double any_rare(Random& random) const {
    std::uint64_t skip = random.below(categories_.size() - kept_.size());
    std::size_t category = 0;
    while (slots_[category] != kept_.size() || skip-- > 0) ++category;
    return double(category);
  }

  std::vector<std::string> categories_;
  std::vector<std::size_t> kept_;   // categories with a slot of their own
  std::vector<std::size_t> slots_;  // [categories]
  bool rare_ = false;
  bool missing_;
  float scale_;
};

}  // namespace

std::unique_ptr<Transform> learn_one_hot(const ColumnSchema& column, std::span<const double> values,
                                         double rare, float scale) {
  std::vector<std::size_t> counts(column.categories.size());
  bool missing = false;
  for (const double v : values) {
    if (std::isnan(v))
      missing = true;
    else
      ++counts[std::size_t(v)];
  }
  std::vector<std::size_t> kept;
  for (std::size_t c = 0; c < counts.size(); ++c)
    if (double(counts[c]) >= rare * double(values.size())) kept.push_back(c);
  return std::make_unique<OneHot>(column.categories, std::move(kept), missing, scale);
}

std::unique_ptr<Transform> load_one_hot(const Json& json, const ColumnSchema& column) {
  auto kept = read_meta<std::vector<std::size_t>>(json, "kept");
  const bool sound = std::is_sorted(kept.begin(), kept.end()) &&
                     std::adjacent_find(kept.begin(), kept.end()) == kept.end() &&
                     (kept.empty() || kept.back() < column.categories.size());
  if (!sound)
    fail(Fault::model, "model file: categories of \"{}\" are impossible; train the model again", column.name);
  const float scale = json.contains("scale") ? read_meta<float>(json, "scale") : 1.0f;
  if (!(scale > 0 && scale <= kMostScale))
    fail(Fault::model,
         "model file: \"{}\" has a scale of {}, expected one above 0 to {}; train the model again",
         column.name, scale, kMostScale);
  return std::make_unique<OneHot>(column.categories, std::move(kept), read_meta<bool>(json, "missing"),
                                  scale);
}

}  // namespace discern
