#include "discern/detector.h"

#include "detector/stream.h"

namespace discern {

std::vector<std::string> Detector::components() const {
  return component_names(*state_->method);
}

std::vector<std::string> Detector::conditions() const {
  std::vector<std::string> names;
  const Preparation& preparation = state_->preparation;
  for (std::size_t j = preparation.first_condition(); j < preparation.schema().columns.size(); ++j)
    names.push_back(preparation.schema().columns[j].name);
  return names;
}

ReadOptions Detector::reading() const { return state_->reading; }

double Detector::false_alarm_rate() const {
  return state_->rule.rate;
}

std::string Detector::rule() const {
  return state_->rule.text();
}

std::vector<Score> Detector::score(Source& source, const ScoreOptions& options) const {
  std::vector<Score> all;
  score(source, options,
        [&](std::span<const Score> some) { all.insert(all.end(), some.begin(), some.end()); });
  return all;
}

void Detector::score(Source& source, const ScoreOptions& options,
                     const std::function<void(std::span<const Score>)>& sink) const {
  using Scores = std::vector<Score>;
  score_stream<Scores>(
      *state_, source, options,
      [](ScoredTable&& scored) {
        Scores out;
        for (std::size_t i = 0; i < scored.scores.rows; ++i) out.push_back(score_at(scored.scores, i));
        return out;
      },
      [&](Scores&& scores) { sink(scores); });
}

}  // namespace discern
