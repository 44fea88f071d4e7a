#include "detector/judge.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "base/fail.h"
#include "base/random.h"
#include "threshold/curves.h"

namespace discern {
namespace {

using Level = Verdict::Level;
constexpr std::size_t kMostPerturbed = 1000;

Level above(double value, double warn, double fail) {
  return value >= warn ? Level::pass : value >= fail ? Level::warn : Level::fail;
}

Verdict::Check finite_check(const Matrix& components) {
  const auto bad = std::count_if(components.data.begin(), components.data.end(),
                                 [](float v) { return !std::isfinite(v); });
  return {"finite", bad ? Level::fail : Level::pass, double(bad),
          bad ? fmt::format("{} component scores of held-out records are not finite", bad)
              : "all scores of held-out records are finite"};
}

Verdict::Check constant_check(const std::vector<double>& scores) {
  const std::set<double> distinct(scores.begin(), scores.end());
  const double share = double(distinct.size()) / double(scores.size());
  const Level level = distinct.size() <= 2 && scores.size() > 2 ? Level::fail : above(share, 0.05, 0);
  return {"constant", level, share,
          fmt::format("{} distinct scores among {} held-out records", distinct.size(), scores.size())};
}

// Half of a record's features, drawn at random, moved by two deviations of noise.
Matrix perturbed(const Matrix& x, std::size_t rows, std::uint64_t seed) {
  Random random(seed, "verdict");
  Matrix out(rows, x.cols);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t f = 0; f < x.cols; ++f) {
      const bool moved = x.cols == 1 || random.uniform() < 0.5;
      const double noise = 2 * random.normal();
      out.row(i)[f] = x.row(i)[f] + (moved ? float(noise) : 0.0f);
    }
  return out;
}

Verdict::Check inverted_check(const Method& method, const Calibration& calibration,
                              const PreparedTable& prepared, const Matrix& components, std::uint64_t seed) {
  const std::size_t rows = std::min(kMostPerturbed, prepared.x.rows);
  PreparedTable moved{perturbed(prepared.x, rows, seed), {}};
  const Matrix strange = components_of(method, moved);
  std::vector<double> scores;
  std::vector<char> anomalous;
  for (std::size_t i = 0; i < rows; ++i) {
    // Surprises are left out on both sides: they would tell the two apart for free.
    std::vector<float> normal(components.row(i), components.row(i) + components.cols);
    normal.back() = 0;
    scores.push_back(fuse(method, calibration.tails, normal.data()));
    anomalous.push_back(0);
    scores.push_back(fuse(method, calibration.tails, strange.row(i)));
    anomalous.push_back(1);
  }
  const double area = auroc(scores, anomalous);
  return {"inverted", above(area, 0.6, 0.5), area,
          fmt::format("perturbed normal records score higher in {:.1f} % of pairs", 100 * area)};
}

Verdict::Check resolution_check(const Conformal& conformal, double rate) {
  const double least = conformal.resolution();
  if (least <= rate)
    return {"resolution", Level::pass, least,
            fmt::format("the smallest p-value is {:.3g}, the false-alarm rate {}", least, rate)};
  return {"resolution", Level::warn, least,
          fmt::format("no record can alert: {} calibration records show a p-value of {:.3g} at least, the "
                      "false-alarm rate is {}; train on more records or ask for a rate of at least {:.3g}",
                      conformal.sorted().size(), least, rate, least)};
}

void add_training_checks(const Json& checks, Verdict& verdict) {
  const auto number = [&](const char* key) -> std::optional<double> {
    if (!checks.contains(key) || !checks[key].is_number()) return std::nullopt;
    return checks[key].get<double>();
  };
  if (const auto diversity = number("diversity"))
    verdict.checks.push_back(
        {"collapse", above(*diversity, 0.5, 0.1), *diversity,
         fmt::format("generated records spread {:.2f} times as far as real ones", *diversity)});
  if (const auto gap = number("overfit"))
    verdict.checks.push_back(
        {"critic overfit", above(-*gap, -0.5, -2), *gap,
         fmt::format("the critic tells training from held-out records by {:.2f} deviations", *gap)});
  if (const auto skipped = number("skipped_steps"))
    verdict.checks.push_back({"skipped steps", *skipped > 0 ? Level::warn : Level::pass, *skipped,
                              fmt::format("{:.0f} steps were not finite and were skipped", *skipped)});
}

}  // namespace

Verdict judge(const Method& method, const Calibration& calibration, const PreparedTable& prepared,
              const Matrix& components, const Json& checks, std::uint64_t seed, double false_alarm_rate) {
  Verdict verdict;
  verdict.checks.push_back(finite_check(components));
  verdict.checks.push_back(constant_check(left_out_scores(method, calibration.tails, components)));
  verdict.checks.push_back(inverted_check(method, calibration, prepared, components, seed));
  verdict.checks.push_back(resolution_check(calibration.conformal, false_alarm_rate));
  add_training_checks(checks, verdict);
  return verdict;
}

}  // namespace discern
