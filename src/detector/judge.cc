#include "detector/judge.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "base/fail.h"
#include "base/random.h"
#include "detector/fidelity.h"
#include "threshold/curves.h"

namespace discern {
namespace {

using Level = Verdict::Level;
constexpr std::size_t kMostPerturbed = 1000;
constexpr std::size_t kMostCompared = 1000;
constexpr std::size_t kBallNeighbours = 5;
constexpr double kCollapsed = 0.1, kPoor = 0.2;
constexpr double kPictureNoise = 0.1;
constexpr double kGrown = 100, kDiverged = 1e4;

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

// [count, width]: rows of x from the first.
Matrix rows_from(const Matrix& x, std::size_t first, std::size_t count) {
  Matrix out(count, x.cols);
  std::copy_n(x.row(first), out.data.size(), out.data.begin());
  return out;
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

// A square of half a picture's sides, anywhere in it, with its greys turned round and a little noise.
Matrix perturbed_pictures(const Matrix& x, std::size_t rows, const PictureShape& shape, std::uint64_t seed) {
  Random random(seed, "verdict");
  Matrix out = rows_from(x, 0, rows);
  const std::size_t tall = (shape.height + 1) / 2, wide = (shape.width + 1) / 2;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t top = random.below(shape.height - tall + 1),
                      left = random.below(shape.width - wide + 1);
    for (std::size_t c = 0; c < shape.channels; ++c)
      for (std::size_t p = 0; p < tall * wide; ++p) {
        float& pixel = out.row(i)[c * shape.pixels() + (top + p / wide) * shape.width + left + p % wide];
        pixel = 1 - pixel + float(kPictureNoise * random.normal());
      }
  }
  return out;
}

Verdict::Check inverted_check(const Method& method, const Calibration& calibration,
                              const PreparedTable& prepared, const Matrix& components,
                              const PictureShape& picture, std::uint64_t seed) {
  const std::size_t rows = std::min(kMostPerturbed, prepared.x.rows);
  PreparedTable moved{
      picture ? perturbed_pictures(prepared.x, rows, picture, seed) : perturbed(prepared.x, rows, seed), {}};
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
  // Few records may fall below one half by chance: two standard errors of the area where nothing is told
  // apart.
  const double chance = 2 * std::sqrt((2 * double(rows) + 1) / (12 * double(rows) * double(rows)));
  return {"inverted", above(area, 0.6, 0.5 - chance), area,
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

// As many as real has rows, of their conditions.
Matrix generated(const Method& method, const Matrix& real, std::uint64_t seed) {
  Random random(seed, "verdict latents");
  const std::size_t condition = method.condition();
  Matrix input(real.rows, method.latent() + condition), out(real.rows, method.width());
  for (std::size_t i = 0; i < real.rows; ++i) {
    for (std::size_t j = 0; j < method.latent(); ++j) input.row(i)[j] = float(random.normal());
    std::copy_n(real.row(i) + real.cols - condition, condition, input.row(i) + method.latent());
  }
  method.generate(input.data.data(), real.rows, out.data.data());
  return out;
}

// Half of the real records against as many made ones, and against the other half: what can be reached.
std::optional<Verdict::Check> collapse_check(const Method& method, const Matrix& x, bool rests_on_generator,
                                             std::uint64_t seed) {
  const std::size_t count = std::min(kMostCompared, x.rows / 2);
  if (method.latent() == 0 || count <= kBallNeighbours) return std::nullopt;
  const Matrix real = rows_from(x, 0, count);
  const Fidelity made = fidelity(real, generated(method, real, seed), kBallNeighbours);
  const Fidelity best = fidelity(real, rows_from(x, count, count), kBallNeighbours);
  // One point lies in the balls of several real records, so that coverage is never 0 among few of them.
  const bool collapsed = made.recall < kCollapsed && made.spread < kCollapsed;
  const bool poor = std::max(made.recall, made.coverage) < kPoor * std::max(best.recall, best.coverage);
  const Level level = collapsed && rests_on_generator ? Level::fail
                      : collapsed || poor             ? Level::warn
                                                      : Level::pass;
  return Verdict::Check{
      "collapse", level, made.coverage,
      fmt::format(
          "{} generated against normal records: precision {:.2f}, recall {:.2f}, density {:.2f}, "
          "coverage {:.2f}, spread {:.2f}; other normal records: {:.2f}, {:.2f}, {:.2f}, {:.2f}, {:.2f}",
          count, made.precision, made.recall, made.density, made.coverage, made.spread, best.precision,
          best.recall, best.density, best.coverage, best.spread)};
}

// How large a curve is at its end, in its size at the start or, if that is less, in 1: features have a
// deviation of about 1, and losses and gaps of sound networks are of that order.
double growth_of(const Json& values) {
  const auto size = [&](std::size_t i) {
    return values[i].is_number() ? std::abs(values[i].get<double>())
                                 : std::numeric_limits<double>::infinity();
  };
  const std::size_t end = std::max<std::size_t>(1, values.size() / 20);
  double sum = 0;
  for (std::size_t i = values.size() - end; i < values.size(); ++i) sum += size(i);
  const double start = size(0), growth = sum / double(end) / std::max(1.0, start);
  return std::isfinite(growth) ? growth : std::numeric_limits<double>::infinity();
}

std::optional<Verdict::Check> divergence_check(const Json& curves) {
  std::string worst;
  double most = -1;
  for (const auto& [name, curve] : curves.items()) {
    if (!curve.contains("value") || !curve["value"].is_array() || curve["value"].empty()) continue;
    if (const double growth = growth_of(curve["value"]); growth > most) most = growth, worst = name;
  }
  if (worst.empty()) return std::nullopt;
  return Verdict::Check{"divergence", above(-most, -kGrown, -kDiverged), most,
                        fmt::format("the {} ends at {:.3g} times its size at the start, or 1", worst, most)};
}

void add_training_checks(const Json& checks, Verdict& verdict) {
  const auto number = [&](const char* key) -> std::optional<double> {
    if (!checks.contains(key) || !checks[key].is_number()) return std::nullopt;
    return checks[key].get<double>();
  };
  // No failure however large: a critic that knows its records still tells strange ones from them.
  if (const auto gap = number("overfit"))
    verdict.checks.push_back(
        {"critic overfit", *gap <= 0.5 ? Level::pass : Level::warn, *gap,
         fmt::format("the critic tells training from held-out records by {:.2f} deviations", *gap)});
  if (const auto skipped = number("skipped_steps"))
    verdict.checks.push_back({"skipped steps", *skipped > 0 ? Level::warn : Level::pass, *skipped,
                              fmt::format("{:.0f} steps were not finite and were skipped", *skipped)});
}

}  // namespace

Verdict judge(const Method& method, const Calibration& calibration, const PreparedTable& prepared,
              const Matrix& components, const TrainingNotes& notes, std::uint64_t seed,
              double false_alarm_rate) {
  Verdict verdict;
  verdict.checks.push_back(finite_check(components));
  verdict.checks.push_back(constant_check(left_out_scores(method, calibration.tails, components)));
  verdict.checks.push_back(inverted_check(method, calibration, prepared, components, notes.picture, seed));
  verdict.checks.push_back(resolution_check(calibration.conformal, false_alarm_rate));
  if (auto check = collapse_check(method, prepared.x, notes.rests_on_generator, seed))
    verdict.checks.push_back(std::move(*check));
  if (auto check = divergence_check(notes.curves)) verdict.checks.push_back(std::move(*check));
  add_training_checks(notes.checks, verdict);
  return verdict;
}

}  // namespace discern
