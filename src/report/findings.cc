#include "report/findings.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/fail.h"
#include "base/text.h"
#include "data/column_names.h"

namespace discern {
namespace {

bool stranger(const StrangeRecord& a, const StrangeRecord& b) {
  return a.score.score != b.score.score ? a.score.score > b.score.score : a.position < b.position;
}

}  // namespace

void Strangest::add(std::uint64_t position, const Score& score) {
  if (most_ == 0) return;
  if (heap_.size() == most_) {
    if (score.score <= heap_.front().score.score) return;
    std::pop_heap(heap_.begin(), heap_.end(), stranger);
    heap_.pop_back();
  }
  heap_.push_back({position, score});
  std::push_heap(heap_.begin(), heap_.end(), stranger);
}

std::vector<StrangeRecord> Strangest::sorted() const {
  std::vector<StrangeRecord> out = heap_;
  std::sort(out.begin(), out.end(), stranger);
  return out;
}

std::string Findings::label_place() const {
  if (options.label.empty()) return options.input;
  return fmt::format("{}column {}", options.input.empty() ? "" : options.input + ", ", shown(options.label));
}

void Findings::check(const Score& score) const {
  constexpr double kTolerance = 1e-6;
  const std::string& place = options.input.empty() ? "report" : options.input;
  const Rule made_by = rule();
  const double expected = made_by.p_value(model.conformal, score.score, score.record);
  if (!(std::abs(score.p_value - expected) <= kTolerance * expected))
    fail(Fault::model,
         "{}: record {} has p-value {}, but this model gives its score {}: it was scored by another model; "
         "score the records again",
         place, shown(score.record), readable(score.p_value), readable(expected));
  // What a batch or a group decides cannot be seen from the score.
  if (made_by.by_group() || made_by.whole_batch()) return;
  const Outcome outcome = made_by.decide(score.score, score.p_value);
  if (score.alert == (outcome == Outcome::alarm) && score.review == (outcome == Outcome::review)) return;
  const char* found = score.alert ? "alerts" : score.review ? "is for review" : "does not alert";
  if (made_by.by_p_value())
    fail(
        Fault::usage,
        "{}: record {} {} with p-value {}, but the {} rate is {}; give --false-alarm-rate as it was given to "
        "discern score",
        place, shown(score.record), found, readable(score.p_value),
        options.false_alarm_rate > 0 ? "given" : "model's", made_by.rate);
  fail(Fault::usage,
       "{}: record {} {} with a score of {}, but the model's rule is {}; score the records again, or give "
       "--false-alarm-rate as it was given to discern score",
       place, shown(score.record), found, readable(score.score), made_by.text());
}

double Findings::cut() const {
  const Rule made_by = rule();
  if (made_by.kind == Rule::Kind::rate) return model.conformal.cut(made_by.rate);
  if (made_by.by_group() || made_by.by_p_value()) return std::numeric_limits<double>::quiet_NaN();
  return made_by.cut;
}

void Findings::add(std::span<const Score> more) {
  for (const Score& score : more) {
    check(score);
    strangest.add(scores.size(), score);
    scores.push_back(score.score);
    alerts.push_back(score.alert);
    reviews += score.review;
    labels.add(score.label);
    if (options.key.empty()) continue;
    keys += score.record;
    key_ends.push_back(keys.size());
  }
}

}  // namespace discern
