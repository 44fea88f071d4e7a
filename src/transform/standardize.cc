#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/archive.h"
#include "base/text.h"
#include "transform/transform.h"

namespace discern {
namespace {

// Outside the training range by more than this share of it is reported.
constexpr double kFarOutside = 0.5;
// A feature's precision, in deviations: what a restored value has beyond it is noise.
constexpr double kPrecision = 1e-6;
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// value to the decimal place that step stands in.
double rounded(double value, double step) {
  const double place = std::floor(std::log10(step));
  if (!(std::abs(place) < 200)) return value;
  const double scale = std::pow(10.0, std::abs(place));
  return place < 0 ? std::round(value * scale) / scale : std::round(value / scale) * scale;
}

struct Learned {
  double mean = 0, deviation = 0, median = 0, least = 0, most = 0;
  bool missing = false;  // training had missing values
  bool empty = false;    // training had nothing else
  bool whole = false;    // training had integers alone
};

class Standardize final : public Transform {
 public:
  Standardize(Kind kind, const Learned& learned) : kind_(kind), learned_(learned) {}

  std::size_t width() const override { return std::size_t(!constant()) + std::size_t(learned_.missing); }

  void apply(double value, float* out) const override {
    const bool missing = std::isnan(value);
    if (!constant()) *out++ = float(squash(standard(missing ? learned_.median : value)));
    if (learned_.missing) *out = missing ? 1.0f : 0.0f;
  }

  std::optional<Surprise> surprise(double value, const std::string& name) const override {
    if (std::isnan(value)) return learned_.missing ? std::nullopt : newly_missing(name);
    if (usual(value)) return std::nullopt;
    if (constant()) return moved(value, name);
    // In halves, so that the largest doubles do not overflow.
    const double range = learned_.most / 2 - learned_.least / 2;
    const double beyond = std::max(learned_.least / 2 - value / 2, value / 2 - learned_.most / 2) / range;
    if (beyond <= kFarOutside) return std::nullopt;
    return Surprise{0, 0, Surprise::Kind::far_outside, std::log1p(std::min(beyond, 1e300)),
                    fmt::format("{} {}: far outside {} to {} seen in training", name, text_of(value),
                                text_of(learned_.least), text_of(learned_.most))};
  }

  void apply_column(std::span<const double> values, const std::string& name, float* out, std::size_t stride,
                    std::vector<Surprise>& surprises) const override {
    for (std::size_t i = 0; i < values.size(); ++i, out += stride) {
      apply(values[i], out);
      if (!usual(values[i])) note(i, surprise(values[i], name), surprises);
    }
  }

  std::string describe(const float* features) const override {
    const std::size_t flag = constant() ? 0 : 1;
    if (learned_.missing && features[flag] > 0.5f) return "missing";
    if (constant()) return learned_.empty ? "missing" : text_of(learned_.median);
    const double value =
        std::clamp(learned_.mean + unsquash(features[0]) * learned_.deviation, learned_.least, learned_.most);
    return text_of(learned_.whole ? std::round(value) : value);
  }

  double restore(const float* features, Random&) const override {
    if (learned_.missing && features[constant() ? 0 : 1] > 0.5f) return kMissing;
    if (constant()) return learned_.empty ? kMissing : learned_.median;
    const double value = learned_.mean + unsquash(features[0]) * learned_.deviation;
    if (kind_ == Kind::boolean) return value >= 0.5 ? 1 : 0;
    const double shown = learned_.whole ? std::round(value) : rounded(value, kPrecision * learned_.deviation);
    return std::clamp(shown, learned_.least, learned_.most) + 0.0;  // no -0
  }

  Json save() const override {
    return {{"transform", "standardize"},      {"kind", kind_name(kind_)},    {"mean", learned_.mean},
            {"deviation", learned_.deviation}, {"median", learned_.median},   {"least", learned_.least},
            {"most", learned_.most},           {"missing", learned_.missing}, {"empty", learned_.empty},
            {"whole", learned_.whole}};
  }

 private:
  bool constant() const { return learned_.deviation == 0; }
  bool usual(double value) const {
    return value >= learned_.least && value <= learned_.most && !learned_.empty;
  }
  double standard(double value) const {
    return std::clamp((value - learned_.mean) / learned_.deviation, -1e300, 1e300);
  }
  std::string text_of(double value) const {
    if (kind_ == Kind::boolean) return value > 0.5 ? "true" : "false";
    return readable(value);
  }
  std::optional<Surprise> newly_missing(const std::string& name) const {
    return Surprise{0, 0, Surprise::Kind::newly_missing, 1,
                    fmt::format("{}: missing, never so in training", name)};
  }
  std::optional<Surprise> moved(double value, const std::string& name) const {
    const std::string before = learned_.empty ? "missing" : text_of(learned_.median);
    return Surprise{0, 0, Surprise::Kind::moved_constant, 1,
                    fmt::format("{} {}: always {} in training", name, text_of(value), before)};
  }

  Kind kind_;
  Learned learned_;
};

// long double, so that the sums of the largest doubles do not overflow.
void learn_moments(const std::vector<double>& sorted, Learned& learned) {
  long double sum = 0, squares = 0;
  for (const double v : sorted) sum += v;
  const long double mean = sum / (long double)(sorted.size());
  for (const double v : sorted) squares += (v - mean) * (v - mean);
  learned.mean = double(mean);
  learned.deviation = double(std::sqrt(squares / (long double)(sorted.size())));
}

}  // namespace

double squash(double z) {
  const double size = std::abs(z);
  return size <= 3 ? z : std::copysign(3 + std::log1p(size - 3), z);
}

double unsquash(double s) {
  const double size = std::abs(s);
  return size <= 3 ? s : std::copysign(3 + std::expm1(size - 3), s);
}

std::unique_ptr<Transform> learn_standardize(Kind kind, std::span<const double> values) {
  std::vector<double> sorted;
  std::copy_if(values.begin(), values.end(), std::back_inserter(sorted),
               [](double v) { return !std::isnan(v); });
  std::sort(sorted.begin(), sorted.end());
  Learned learned;
  learned.missing = sorted.size() < values.size();
  learned.empty = sorted.empty();
  learned.whole = std::all_of(sorted.begin(), sorted.end(), [](double v) { return v == std::trunc(v); });
  if (!sorted.empty()) {
    learned.least = sorted.front();
    learned.most = sorted.back();
    learned.median = sorted[sorted.size() / 2];
    if (learned.least < learned.most) learn_moments(sorted, learned);
    // Rounding can leave a deviation for values that differ by less than the mean's last bit.
    if (!(learned.deviation > 0) || !std::isfinite(learned.deviation)) learned.deviation = 0;
  }
  return std::make_unique<Standardize>(kind, learned);
}

std::unique_ptr<Transform> load_standardize(const Json& json) {
  Learned learned;
  learned.mean = read_meta<double>(json, "mean");
  learned.deviation = read_meta<double>(json, "deviation");
  learned.median = read_meta<double>(json, "median");
  learned.least = read_meta<double>(json, "least");
  learned.most = read_meta<double>(json, "most");
  learned.missing = read_meta<bool>(json, "missing");
  learned.empty = read_meta<bool>(json, "empty");
  // Files of before it was noted have none.
  learned.whole = json.contains("whole") && read_meta<bool>(json, "whole");
  const bool sound = learned.deviation >= 0 && learned.least <= learned.most;
  if (!sound)
    fail(Fault::model, "model file: a column's standardisation is impossible; train the model again");
  return std::make_unique<Standardize>(kind_from(read_meta<std::string>(json, "kind")), learned);
}

}  // namespace discern
