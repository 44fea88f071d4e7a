#include <algorithm>
#include <cmath>
#include <limits>

#include "report/document_parts.h"
#include "report/promise.h"
#include "report/usual_rates.h"
#include "threshold/binomial.h"

namespace discern {
namespace {

constexpr std::size_t kExact = 200;  // of the strangest every score is a cut
constexpr double kGrowth = 1.025;    // then each cut has so many times the alerts of the one before

std::vector<std::uint32_t> strangest_first(const std::vector<double>& scores) {
  std::vector<std::uint32_t> order(scores.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = std::uint32_t(i);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return scores[a] > scores[b]; });
  return order;
}

// Descending, without what no score and no usual rule makes; the first is above all scores.
std::vector<double> cuts_of(const Findings& f, const std::vector<std::uint32_t>& order) {
  const std::size_t records = order.size();
  std::vector<double> out = {std::nextafter(f.scores[order[0]], std::numeric_limits<double>::max())};
  for (double count = 1; std::size_t(count) <= records;
       count = count < kExact ? count + 1 : std::max(count + 1, count * kGrowth))
    out.push_back(f.scores[order[std::size_t(count) - 1]]);
  out.push_back(f.scores[order.back()]);
  const double top = out.front();
  const auto add = [&](double cut) {
    if (std::isfinite(cut) && cut < top) out.push_back(cut);
  };
  add(f.cut());
  for (const double rate : kUsualRates) add(f.model.conformal.cut(rate));
  std::sort(out.begin(), out.end(), std::greater<>());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// Running sums over the records, strangest first.
class Sums {
 public:
  explicit Sums(const Findings& f) : f_(f), money_(!f.record_facts.amount.empty()), labelled_(f.labelled()) {
    if (labelled_) anomalous_ = f.labels.anomalous(f.labels.normal(f.options.normal));
  }
  void add(std::uint32_t record) {
    ++alerts_;
    if (labelled_ && !f_.labels.at(record).empty()) ++(anomalous_[record] ? true_ : false_);
    if (money_ && (!labelled_ || anomalous_[record])) amount_ += f_.record_facts.amount[record];
  }
  void write(Json& out) const {
    out["alerts"].push_back(alerts_);
    if (labelled_) out["true_alerts"].push_back(true_), out["false_alerts"].push_back(false_);
    if (money_) out["amount"].push_back(std::round(amount_ * 100) / 100);
  }

 private:
  const Findings& f_;
  std::vector<char> anomalous_;
  bool money_, labelled_;
  std::size_t alerts_ = 0, true_ = 0, false_ = 0;
  double amount_ = 0;
};

}  // namespace

Json threshold_part(const Findings& f) {
  const std::vector<std::uint32_t> order = strangest_first(f.scores);
  const std::vector<double> cuts = cuts_of(f, order);
  Json out = {{"cut", Json::array()},
              {"rate", Json::array()},
              {"low", Json::array()},
              {"high", Json::array()},
              {"alerts", Json::array()}};
  Sums sums(f);
  std::size_t next = 0;
  Json here = nullptr;
  for (std::size_t k = 0; k < cuts.size(); ++k) {
    while (next < order.size() && f.scores[order[next]] >= cuts[k]) sums.add(order[next++]);
    const double rate = f.model.conformal.p_value(cuts[k]);
    const FalseAlarms expected = false_alarms(f.scores.size(), f.model.conformal.sorted().size(), rate);
    out["cut"].push_back(cuts[k]);
    out["rate"].push_back(rate);
    out["low"].push_back(expected.low);
    out["high"].push_back(expected.high);
    sums.write(out);
    if (cuts[k] == f.cut() || (k == 0 && f.cut() > cuts[k])) here = k;
  }
  // Above all scores, where nothing alerts.
  out["cut"][0] = nullptr;
  for (const char* part : {"rate", "low", "high"}) out[part][0] = 0;
  out["here"] = here;
  return out;
}

Json costs_part(const Findings& f) {
  if (f.options.miss_cost > 0 && f.options.false_alarm_cost > 0)
    return {{"miss", f.options.miss_cost}, {"false_alarm", f.options.false_alarm_cost}};
  const Json settings = f.rule().settings;
  if (!settings.contains("miss_cost") || !settings["miss_cost"].is_number() ||
      !settings.contains("false_alarm_cost") || !settings["false_alarm_cost"].is_number())
    return nullptr;
  return {{"miss", settings["miss_cost"]}, {"false_alarm", settings["false_alarm_cost"]}};
}

Json calibration_part(const Findings& f) {
  constexpr double kMost = 0.5, kStep = 1.25;
  std::vector<double> scores = f.scores;
  if (f.labelled()) {
    const std::string normal = f.labels.normal(f.options.normal);
    scores.clear();
    for (std::size_t i = 0; i < f.scores.size(); ++i)
      if (f.labels.at(i) == normal) scores.push_back(f.scores[i]);
  }
  if (scores.empty()) return nullptr;
  std::sort(scores.begin(), scores.end(), std::greater<>());
  Json out = {{"of", f.labelled() ? "normal" : "all"}, {"records", scores.size()}};
  for (const char* part : {"promised", "observed", "low", "high"}) out[part] = Json::array();
  for (double rate = f.model.conformal.resolution(); rate < kMost; rate *= kStep) {
    const double cut = f.model.conformal.cut(rate);
    if (!std::isfinite(cut)) continue;
    const auto above =
        std::size_t(std::upper_bound(scores.begin(), scores.end(), cut, std::greater<>()) - scores.begin());
    const RateInterval share = observed_rate(scores.size(), above);
    out["promised"].push_back(rate);
    out["observed"].push_back(share.mean);
    out["low"].push_back(share.low);
    out["high"].push_back(share.high);
  }
  return out;
}

}  // namespace discern
