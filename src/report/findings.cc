#include "report/findings.h"

#include <algorithm>

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

void Findings::add(std::span<const Score> more) {
  for (const Score& score : more) {
    strangest.add(scores.size(), score);
    scores.push_back(score.score);
    alerts.push_back(score.alert);
    labels.add(score.label);
    if (score.alert)
      highest_alerting = std::max(highest_alerting, score.p_value);
    else
      lowest_quiet = std::min(lowest_quiet, score.p_value);
  }
}

}  // namespace discern
