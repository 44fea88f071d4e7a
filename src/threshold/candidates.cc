#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "base/fail.h"
#include "base/text.h"
#include "threshold/candidate.h"
#include "threshold/discovery.h"

namespace discern {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

bool all_equal(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [&](double v) { return v == values.front(); });
}

void check_share(const char* option, double value, double most) {
  if (!(value > 0 && value < most))
    fail(Fault::usage, "--{}: {} is not between 0 and {}; give a share such as 0.01", option, value, most);
}

void check(const Evidence& e, const Wanted& w) {
  const auto calibration = e.calibration.sorted();
  if (calibration.empty())
    fail(Fault::model, "the model has no calibration scores, which every rule is made from; train it again");
  if (calibration.size() > 1 && calibration.front() == calibration.back())
    fail(Fault::model, "all {} calibration scores are {}: no cut tells records apart; train the model again",
         calibration.size(), readable(calibration.front()));
  for (std::size_t i = 0; i < e.scores.size(); ++i)
    if (!std::isfinite(e.scores[i]))
      fail(Fault::data, "the score of record {} is {}; scores must be finite", i + 1, e.scores[i]);
  if (e.scores.size() > 1 && all_equal(e.scores))
    fail(Fault::data, "all {} scores are {}: they choose no cut; give scores of different records",
         e.scores.size(), readable(e.scores.front()));
  for (const auto& [count, what] :
       {std::pair(e.anomalous.size(), "labels"), std::pair(e.own_costs.size(), "costs"),
        std::pair(e.groups.size(), "groups"), std::pair(e.records.size(), "names")})
    if (count != 0 && count != e.scores.size())
      fail(Fault::data, "{} scores for {} {}; give one a record", e.scores.size(), count, what);
  check_share("false-alarm-rate", w.rate, 1);
  check_share("discovery-rate", w.discovery, 1);
  check_share("confidence", w.confidence, 1);
}

std::string exchangeable() {
  return "normal records to come are like the calibration records";
}

Candidate rate_candidate(const Evidence& e, const Wanted& w) {
  Candidate out;
  out.rule = Rule::of_rate(w.rate);
  out.rule.cut = e.calibration.cut(w.rate);
  const std::size_t n = e.calibration.sorted().size();
  out.false_alarms =
      rate_interval(n, std::isinf(out.rule.cut) ? 0 : e.calibration.at_least(out.rule.cut) + 1);
  out.assumption = exchangeable() + "; the rate holds in the mean over calibration sets";
  if (std::isinf(out.rule.cut)) {
    out.usable = false;
    out.fault = Fault::data;
    out.warnings.push_back(too_few_text(e.calibration, w.rate));
  }
  return out;
}

Candidate conditional_candidate(const Evidence& e, const Wanted& w) {
  Candidate out;
  out.rule.kind = Rule::Kind::conditional;
  const std::size_t n = e.calibration.sorted().size();
  const std::vector<double> bounds = conditional_bounds(w.bound, n, w.confidence, w.seed);
  const auto ranks = std::size_t(std::upper_bound(bounds.begin(), bounds.end(), w.rate) - bounds.begin());
  out.rule.settings = {
      {"false_alarm_rate", w.rate}, {"confidence", w.confidence}, {"bound", bound_name(w.bound)}};
  out.assumption = fmt::format("{}; at most {} of them alert with a confidence of {} ({})", exchangeable(),
                               w.rate, w.confidence, bound_name(w.bound));
  if (ranks == 0) {
    out.usable = false;
    out.fault = Fault::data;
    std::string remedy = "or ask for less confidence";
    if (w.bound == Bound::beta)
      remedy = fmt::format("or have {} of them",
                           readable(std::ceil(std::log1p(-w.confidence) / std::log1p(-w.rate))));
    out.warnings.push_back(fmt::format(
        "{} calibration records cannot bound a rate of {} at a confidence of {}: ask for {:.2g} or more, {}",
        readable(double(n)), w.rate, w.confidence, bounds[0], remedy));
    return out;
  }
  out.rule.cut = e.calibration.cut_above(ranks - 1);
  out.rule.rate = double(ranks) / double(n + 1);
  out.false_alarms = rate_interval(n, e.calibration.at_least(out.rule.cut) + 1);
  out.details = {{"bound", bounds[ranks - 1]}};
  return out;
}

Candidate discovery_candidate(const Evidence& e, const Wanted& w) {
  Candidate out;
  out.rule.kind = Rule::Kind::discovery;
  out.rule.rate = w.discovery;
  out.false_alarms = {kNothing, kNothing, kNothing};
  out.assumption = exchangeable() + "; alerts depend on the batch, which is held in memory";
  const std::size_t n = e.calibration.sorted().size();
  const auto m = std::uint64_t(e.scores.empty() ? w.volume : double(e.scores.size()));
  if (m > 0 && supported_rate(n, m) > w.discovery)
    out.warnings.push_back(fmt::format(
        "one strange record among {} is not found by {} calibration records: {} must stand out together; it "
        "takes {} "
        "calibration records, or batches of {} at most{}",
        readable(double(m)), readable(double(n)), readable(double(least_together(n, m, w.discovery))),
        readable(double(least_calibration(m, w.discovery))),
        readable(std::floor(w.discovery * double(n + 1))),
        supported_rate(n, m) < 1 ? fmt::format(", or a rate of {:.2g}", supported_rate(n, m)) : ""));
  return out;
}

Candidate triage_candidate(const Evidence& e, const Wanted& w) {
  Candidate out = rate_candidate(e, w);
  out.rule.kind = Rule::Kind::triage;
  out.rule.review = std::min(out.rule.cut, e.calibration.cut(w.review));
  out.rule.settings = {{"false_alarm_rate", w.rate}, {"review_rate", w.review}};
  out.details = {{"review", std::isfinite(out.rule.review) ? Json(out.rule.review) : Json(nullptr)},
                 {"review_rate", w.review}};
  if (w.review <= w.rate || w.review >= 1) {
    out.usable = false;
    out.warnings.push_back(
        fmt::format("--review-rate: {} is not between the false-alarm rate {} and 1; give the share of "
                    "normal records for review",
                    w.review, w.rate));
  }
  return out;
}

// The share of calibration scores that another one equals.
double tied_share(std::span<const double> sorted) {
  std::size_t tied = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i)
    tied += (i > 0 && sorted[i] == sorted[i - 1]) || (i + 1 < sorted.size() && sorted[i] == sorted[i + 1]);
  return double(tied) / double(sorted.size());
}

Candidate randomised_candidate(const Evidence& e, const Wanted& w) {
  Candidate out;
  out.rule.kind = Rule::Kind::randomised;
  out.rule.rate = w.rate;
  out.rule.seed = w.seed;
  out.rule.settings = {{"false_alarm_rate", w.rate}};
  const auto sorted = e.calibration.sorted();
  const double ranks = w.rate * double(sorted.size() + 1);
  out.false_alarms =
      rate_interval(sorted.size(), std::uint64_t(std::clamp(std::round(ranks), 1.0, double(sorted.size()))));
  out.false_alarms.mean = w.rate;
  out.assumption = exchangeable() + "; the rate holds to the point, since luck decides between equals";
  const double tied = tied_share(sorted);
  out.details = {{"tied", tied}};
  if (ranks < 1)
    out.warnings.push_back(
        fmt::format("{} calibration records are too few for this rate: even the strangest record alerts with "
                    "a chance of {:.2g} alone",
                    readable(double(sorted.size())), ranks));
  return out;
}

}  // namespace

std::string too_few_text(const Conformal& calibration, double rate) {
  return fmt::format(
      "no record can alert: {} calibration records support a rate of {:.3g} or more; {} takes {}",
      readable(double(calibration.sorted().size())), calibration.resolution(), rate,
      readable(double(least_calibration(1, rate))));
}

std::string digest_of_scores(std::vector<double> scores) {
  std::sort(scores.begin(), scores.end());
  std::uint64_t hash = 14695981039346656037ull;
  for (const double score : scores) {
    // Score files hold the shortest text that reads back to the same bits.
    const std::uint64_t bits = std::bit_cast<std::uint64_t>(score);
    for (int shift = 0; shift < 64; shift += 8) hash = (hash ^ ((bits >> shift) & 255)) * 1099511628211ull;
  }
  return fmt::format("{:016x}", hash);
}

std::vector<char> alerts_of(const Rule& rule, const Evidence& e) {
  std::vector<double> p_values;
  for (std::size_t i = 0; i < e.scores.size(); ++i)
    p_values.push_back(
        rule.p_value(e.calibration, e.scores[i], e.records.empty() ? std::to_string(i + 1) : e.records[i]));
  if (rule.whole_batch()) return benjamini_hochberg(p_values, rule.rate);
  std::vector<char> out;
  for (std::size_t i = 0; i < e.scores.size(); ++i)
    out.push_back(rule.decide(e.scores[i], p_values[i], e.groups.empty() ? "" : e.groups[i]) ==
                  Outcome::alarm);
  return out;
}

std::vector<Candidate> candidates(const Evidence& e, const Wanted& w) {
  check(e, w);
  return {rate_candidate(e, w),       conditional_candidate(e, w), discovery_candidate(e, w),
          tail_candidate(e, w),       budget_candidate(e, w),      cost_candidate(e, w),
          labels_candidate(e, w),     triage_candidate(e, w),      groups_candidate(e, w),
          randomised_candidate(e, w), weighted_candidate(e, w)};
}

}  // namespace discern
