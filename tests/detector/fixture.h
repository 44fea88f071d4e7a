// A detector small enough to work out by hand: its method measures the distance from 0.
#pragma once

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "detector/calibration.h"
#include "detector/scoring.h"
#include "detector/state.h"

namespace discern::testing {

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// Components: the sum of absolute features, fused; the first feature, beside the score. The reference is 0.
class DistanceFromZero : public Method {
 public:
  explicit DistanceFromZero(std::size_t width, float sign = 1) : width_(width), sign_(sign) {}
  std::size_t width() const override { return width_; }
  const std::vector<Component>& components() const override {
    static const std::vector<Component> list = {{"distance", "distance from 0", true},
                                                {"first", "beside", false}};
    return list;
  }
  void score(const float* x, std::size_t n, float* out) const override {
    for (std::size_t i = 0; i < n; ++i) {
      out[2 * i] = 0;
      for (std::size_t f = 0; f < width_; ++f) out[2 * i] += sign_ * std::abs(x[i * width_ + f]);
      out[2 * i + 1] = x[i * width_];
    }
  }
  void reference(const float*, std::size_t n, float* out) const override {
    std::fill_n(out, n * width_, 0.0f);
  }
  void save(Archive&) const override {}

 private:
  std::size_t width_;
  float sign_;
};

// Two numbers of mean 0 and a category; `rows` normal records.
inline Table normal_table(std::size_t rows, std::uint64_t seed) {
  Random random(seed, "normal");
  Table table;
  table.rows = rows;
  table.columns.resize(3);
  for (std::size_t i = 0; i < rows; ++i) {
    const bool high = random.uniform() < 0.5;
    table.columns[0].push_back((high ? 100 : 0) + random.normal());
    table.columns[1].push_back(random.normal());
    table.columns[2].push_back(high ? 1 : 0);
  }
  return table;
}

inline Schema schema() {
  return {{{"amount", Kind::numeric, {}},
           {"speed", Kind::numeric, {}},
           {"category", Kind::categorical, {"low", "high"}}}};
}

inline std::shared_ptr<Detector::State> state(float sign = 1) {
  auto out = std::make_shared<Detector::State>();
  const Table table = normal_table(500, 1);
  out->preparation = Preparation::learn(schema(), table);
  out->profile = Profile::learn(schema(), table);
  out->method_name = "test";
  out->method = std::make_unique<DistanceFromZero>(out->preparation.width(), sign);
  const PreparedTable held = prepare(out->preparation, normal_table(400, 2));
  Calibration calibration = calibrate(*out->method, components_of(*out->method, held));
  out->tails = std::move(calibration.tails);
  out->conformal = std::move(calibration.conformal);
  out->rule.rate = 0.05;
  return out;
}

}  // namespace discern::testing
