#include "threshold/resample.h"

#include <algorithm>

namespace discern {
namespace {

std::vector<std::uint32_t> groups_of(const std::vector<std::uint32_t>& counts) {
  std::vector<std::uint32_t> out;
  for (std::size_t g = 0; g < counts.size(); ++g) out.insert(out.end(), counts[g], std::uint32_t(g));
  return out;
}

void draw_kind(const std::vector<std::uint32_t>& groups, Random& random, std::vector<std::uint32_t>& counts) {
  std::fill(counts.begin(), counts.end(), 0u);
  const double n = double(groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) ++counts[groups[std::size_t(random.uniform() * n)]];
}

}  // namespace

Resampler::Resampler(const Ranking& ranking)
    : drawn_(ranking), anomalous_(groups_of(ranking.anomalous)), normal_(groups_of(ranking.normal)) {}

const Ranking& Resampler::draw(Random& random) {
  draw_kind(anomalous_, random, drawn_.anomalous);
  draw_kind(normal_, random, drawn_.normal);
  return drawn_;
}

}  // namespace discern
