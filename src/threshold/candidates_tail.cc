#include <cmath>

#include "base/fail.h"
#include "base/text.h"
#include "threshold/candidate.h"
#include "threshold/peaks.h"

namespace discern {
namespace {

// Below this share of resamples that fit worse, the tail is called no generalised Pareto law.
constexpr double kPoorFit = 0.05;

Json finite(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json fit_json(const Peaks& peaks, const Band& band, std::span<const double> sorted) {
  Json levels = Json::array(), excess = Json::array();
  for (const ReturnLevel& l : band.levels)
    levels.push_back({{"rate", l.rate}, {"level", l.level}, {"low", l.low}, {"high", l.high}});
  for (const MeanExcess& m : mean_excess(sorted))
    excess.push_back({{"threshold", m.threshold}, {"mean", m.mean}, {"error", m.error}, {"above", m.above}});
  const ParetoFit& fit = peaks.fit;
  return {{"threshold", peaks.threshold},
          {"excesses", peaks.excesses},
          {"fit", fit.by == ParetoFit::By::maximum_likelihood ? "maximum_likelihood" : "weighted_moments"},
          {"shape", fit.law.shape},
          {"shape_error", finite(fit.shape_error)},
          {"scale", fit.law.scale},
          {"scale_error", finite(fit.scale_error)},
          {"goodness", band.goodness},
          {"return_levels", levels},
          {"mean_excess", excess}};
}

// Counting, where the tail is too short to fit.
void fall_back(const Conformal& calibration, double rate, Candidate& out) {
  out.rule.cut = calibration.cut(rate);
  if (std::isinf(out.rule.cut)) {
    out.usable = false;
    out.fault = Fault::data;
    out.warnings.push_back(too_few_text(calibration, rate));
    return;
  }
  out.false_alarms = rate_interval(calibration.sorted().size(), calibration.at_least(out.rule.cut) + 1);
}

void fill_from_tail(const Peaks& peaks, std::span<const double> sorted, double rate, std::uint64_t seed,
                    Candidate& out) {
  const double rates[] = {rate, 1e-3, 1e-4, 1e-5};
  const Band band = return_levels(peaks, rates, 200, seed);
  out.rule.cut = peaks.return_level(rate);
  out.false_alarms = {rate, peaks.tail_probability(band.levels[0].high),
                      peaks.tail_probability(std::max(band.levels[0].low, peaks.threshold))};
  out.details = fit_json(peaks, band, sorted);
  if (band.goodness < kPoorFit)
    out.warnings.push_back(
        fmt::format("the tail is not like a generalised Pareto law (p = {:.2g}): do not extrapolate with it",
                    band.goodness));
  if (peaks.fit.law.shape > 0.5)
    out.warnings.push_back(
        fmt::format("a heavy tail (shape {:.2f}): cuts for small rates are uncertain", peaks.fit.law.shape));
}

// Whether counting scores cannot give the rate, or a law gives it as well.
bool fill(const Evidence& e, double rate, std::uint64_t seed, Candidate& out) {
  const auto sorted = e.calibration.sorted();
  const auto peaks = fit_peaks(sorted);
  if (!peaks) {
    out.warnings.push_back(no_tail_reason(sorted) + "; the cut is counted instead");
    fall_back(e.calibration, rate, out);
    return false;
  }
  if (rate * double(peaks->calibration) >= double(peaks->excesses)) {
    out.warnings.push_back(
        fmt::format("a rate of {} lies below the tail, which begins at {:.2g}; the cut is counted", rate,
                    double(peaks->excesses) / double(peaks->calibration)));
    fall_back(e.calibration, rate, out);
    return false;
  }
  fill_from_tail(*peaks, sorted, rate, seed, out);
  return true;
}

}  // namespace

Candidate tail_candidate(const Evidence& e, const Wanted& w) {
  Candidate out;
  out.rule.kind = Rule::Kind::tail;
  out.rule.rate = w.rate;
  const bool fitted = fill(e, w.rate, w.seed, out);
  out.rule.settings = {{"false_alarm_rate", w.rate}, {"fitted", fitted}};
  out.assumption = "as the first, and the highest scores follow a generalised Pareto law; no guarantee";
  return out;
}

Candidate budget_candidate(const Evidence& e, const Wanted& w) {
  Candidate out;
  out.rule.kind = Rule::Kind::budget;
  out.assumption = "as the first; and most incoming records are normal";
  const double volume = w.volume > 0 ? w.volume : double(e.scores.size());
  if (!(w.alerts > 0) || !(volume > 0) || w.alerts >= volume) {
    out.usable = false;
    out.warnings.push_back(
        w.alerts == 0 && volume == 0 ? "needs --alerts N and --volume RECORDS, both a day"
        : w.alerts > 0 && volume > 0
            ? fmt::format(
                  "--alerts: {} alerts of {} records a day leave nothing to choose; give fewer alerts",
                  w.alerts, volume)
            : fmt::format("--alerts: {} alerts of {} records a day; both must be above 0", w.alerts, volume));
    return out;
  }
  out.rule.rate = w.alerts / volume;
  bool fitted = false;
  if (std::isfinite(e.calibration.cut(out.rule.rate))) {
    fall_back(e.calibration, out.rule.rate, out);
  } else {
    out.warnings.push_back(fmt::format(
        "{} calibration records count no cut for fewer than {} alerts of {} a day: the cut is the tail's",
        readable(double(e.calibration.sorted().size())),
        readable(std::ceil(volume * e.calibration.resolution())), readable(volume)));
    fitted = fill(e, out.rule.rate, w.seed, out);
  }
  const CountInterval day = binomial_interval(std::uint64_t(volume), out.rule.rate);
  out.details["day"] = {{"mean", day.mean}, {"low", day.low}, {"high", day.high}};
  out.rule.settings = {{"alerts", w.alerts}, {"volume", volume}, {"fitted", fitted}};
  return out;
}

}  // namespace discern
