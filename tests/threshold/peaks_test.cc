#include "threshold/peaks.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "base/random.h"

using namespace discern;

namespace {

constexpr double kRate = 1e-4;

struct Law {
  const char* name;
  std::function<double(Random&)> draw;
  double truth;    // its upper 1e-4 quantile
  double allowed;  // relative error of the tail's estimate, root mean square, at 1,000 and at 100,000 scores
  double allowed_large;
};

// Student's t with 4 degrees: a normal over the root of a chi-square.
double student(Random& random) {
  double squares = 0;
  for (int i = 0; i < 4; ++i) squares += std::pow(random.normal(), 2);
  return random.normal() / std::sqrt(squares / 4);
}

const std::vector<Law>& laws() {
  using boost::math::complement;
  static const std::vector<Law> list = {
      {"GPD",
       [](Random& r) {
         return Pareto{0.1, 1}.quantile(1 - r.uniform());
       },
       Pareto{0.1, 1}.quantile(kRate), 0.45, 0.06},
      {"lognormal", [](Random& r) { return std::exp(r.normal()); }, std::exp(3.719016485455709), 0.75, 0.09},
      {"Student", student, quantile(complement(boost::math::students_t(4), kRate)), 0.75, 0.09},
      {"Gaussian", [](Random& r) { return r.normal(); }, 3.719016485455709, 0.2, 0.03}};
  return list;
}

std::vector<double> sorted_sample(const Law& law, std::size_t n, std::uint64_t seed) {
  Random random(seed, law.name);
  std::vector<double> out(n);
  for (double& s : out) s = law.draw(random);
  std::sort(out.begin(), out.end());
  return out;
}

// The least score with a share of at most kRate above it: beyond all scores there is none, so the largest
// stands in.
double empirical(const std::vector<double>& sorted) {
  return sorted[sorted.size() - 1 - std::size_t(kRate * double(sorted.size()))];
}

struct Errors {
  double tail = 0, empirical = 0;
};
Errors root_mean_square(const Law& law, std::size_t n, int samples) {
  Errors out;
  for (int s = 0; s < samples; ++s) {
    const std::vector<double> sorted = sorted_sample(law, n, std::uint64_t(s));
    const auto peaks = fit_peaks(sorted);
    REQUIRE(peaks);
    out.tail += std::pow(peaks->return_level(kRate) / law.truth - 1, 2) / samples;
    out.empirical += std::pow(empirical(sorted) / law.truth - 1, 2) / samples;
  }
  return {std::sqrt(out.tail), std::sqrt(out.empirical)};
}

}  // namespace

TEST_CASE("The 1e-4 quantile is near the truth, from 1,000 to 100,000 scores") {
  for (const Law& law : laws())
    for (const auto& [n, samples] : {std::pair(1000, 60), std::pair(10'000, 30), std::pair(100'000, 8)}) {
      const Errors error = root_mean_square(law, std::size_t(n), samples);
      WARN(law.name << ", n = " << n << ": relative error " << error.tail << ", empirical quantile "
                    << error.empirical);
      if (n == 1000) CHECK(error.tail < law.allowed);
      if (n == 100'000) CHECK(error.tail < law.allowed_large);
    }
}

TEST_CASE("Return levels and tail probabilities undo each other") {
  const std::vector<double> sorted = sorted_sample(laws()[3], 5000, 1);
  const auto peaks = fit_peaks(sorted);
  REQUIRE(peaks);
  for (const double rate : {0.01, 1e-3, 1e-5})
    CHECK(peaks->tail_probability(peaks->return_level(rate)) == Approx(rate));
  CHECK(peaks->return_level(0.9) == peaks->threshold);
  CHECK(peaks->excesses == 292);  // 5000^(2/3), rounded down
  CHECK(peaks->tail_probability(peaks->threshold) == Approx(292.0 / 5000));
}

TEST_CASE("A tail that is too short, or tied, is no tail") {
  CHECK_FALSE(fit_peaks(std::vector<double>{}));
  CHECK_FALSE(fit_peaks(std::vector<double>{1}));
  CHECK_FALSE(fit_peaks(std::vector<double>(1000, 3.0)));
  CHECK(no_tail_reason(std::vector<double>(1000, 3.0)) == "all calibration scores are equal");
  CHECK_FALSE(fit_peaks(sorted_sample(laws()[0], 300, 1)));
  CHECK(no_tail_reason(sorted_sample(laws()[0], 300, 1)) ==
        "the tail of 300 calibration scores is too short: 30 scores, at least 40 are needed");
  std::vector<double> tied(900, 0.0);
  for (int i = 0; i < 100; ++i) tied.push_back(1 + i / 25);
  CHECK_FALSE(fit_peaks(tied));
  CHECK(no_tail_reason(tied) == "the tail has 3 different scores only, at least 10 are needed");
}

TEST_CASE("The bootstrap's band holds the truth about 95 times in 100") {
  const double rates[] = {1e-3};
  const Law& law = laws()[0];
  const double truth = Pareto{0.1, 1}.quantile(rates[0]);
  int held = 0;
  constexpr int kSets = 100;
  for (int s = 0; s < kSets; ++s) {
    const auto peaks = fit_peaks(sorted_sample(law, 2000, std::uint64_t(100 + s)));
    const ReturnLevel level = return_levels(*peaks, rates, 60).levels[0];
    CHECK(level.low <= level.high);
    held += level.low <= truth && truth <= level.high;
  }
  CHECK(held >= 86);
}

TEST_CASE("A law's own sample fits, a mixture does not") {
  const double rates[] = {1e-3};
  CHECK(return_levels(*fit_peaks(sorted_sample(laws()[0], 3000, 2)), rates, 100).goodness > 0.05);
  // A third of the tail stands in one far place.
  Random random(5, "mixture");
  std::vector<double> mixed;
  for (int i = 0; i < 3000; ++i)
    mixed.push_back(i % 30 ? -std::log(1 - random.uniform()) : 12 + 0.1 * random.normal());
  std::sort(mixed.begin(), mixed.end());
  CHECK(return_levels(*fit_peaks(mixed), rates, 100).goodness < 0.05);
}

TEST_CASE("Mean excess is flat for an exponential law and rises for a heavy tail") {
  const auto at_ends = [](const Pareto& law) {
    Random random(7, "mean excess");
    std::vector<double> sample(20'000);
    for (double& s : sample) s = law.quantile(1 - random.uniform());
    std::sort(sample.begin(), sample.end());
    const std::vector<MeanExcess> points = mean_excess(sample);
    CHECK(points.size() >= 15);
    CHECK(points.front().above == 10'000);
    return std::pair(points.front().mean, points[points.size() / 2].mean);
  };
  const auto [flat, still] = at_ends({0, 2});
  CHECK(flat == Approx(2).epsilon(0.05));
  CHECK(still == Approx(2).epsilon(0.2));
  const auto [low, high] = at_ends({0.4, 1});
  CHECK(high > 1.5 * low);
  CHECK(mean_excess(std::vector<double>{1, 2, 3}).empty());
}
