#include "detector/scoring.h"

#include <algorithm>

namespace discern {

std::vector<std::string> component_names(const Method& method) {
  std::vector<std::string> names;
  for (const Component& component : method.components()) names.push_back(component.name);
  names.push_back(kSurprises);
  return names;
}

PreparedTable prepare(const Preparation& preparation, const Table& table) {
  PreparedTable out;
  out.x = preparation.apply(table, out.surprises);
  return out;
}

Matrix components_of(const Method& method, const PreparedTable& prepared) {
  const std::size_t own = method.components().size();
  Matrix scored(prepared.x.rows, own);
  method.score(prepared.x.data.data(), prepared.x.rows, scored.data.data());
  Matrix out(prepared.x.rows, own + 1);
  for (std::size_t i = 0; i < out.rows; ++i) std::copy_n(scored.row(i), own, out.row(i));
  for (const Surprise& surprise : prepared.surprises) out.row(surprise.row)[own] += float(surprise.weight);
  return out;
}

double fuse(const Method& method, std::span<const Tail> tails, const float* components) {
  const std::vector<Component>& own = method.components();
  double sum = tails[own.size()].surprise(components[own.size()]);
  double count = 1;
  for (std::size_t c = 0; c < own.size(); ++c) {
    if (!own[c].fused) continue;
    sum += tails[c].surprise(components[c]);
    ++count;
  }
  return sum / count;
}

ScoredBlock score_table(const Detector::State& state, const Table& table, const PreparedTable& prepared,
                        const Rule& rule, std::span<const std::string> groups) {
  ScoredBlock out;
  out.first = table.first;
  out.rows = table.rows;
  out.keys = table.keys;
  out.labels = table.labels;
  out.groups = table.groups;
  out.components = components_of(*state.method, prepared);
  for (std::size_t i = 0; i < table.rows; ++i) {
    out.score.push_back(fuse(*state.method, state.tails, out.components.row(i)));
    out.p_value.push_back(rule.p_value(state.conformal, out.score.back(),
                                       rule.kind == Rule::Kind::randomised ? out.record(i) : std::string()));
    const Outcome outcome =
        rule.decide(out.score.back(), out.p_value.back(), groups.empty() ? std::string_view() : groups[i]);
    out.alert.push_back(outcome == Outcome::alarm);
    out.review.push_back(outcome == Outcome::review);
  }
  return out;
}

Score score_at(const ScoredBlock& block, std::size_t row) {
  Score out;
  out.record = block.record(row);
  out.score = block.score[row];
  out.p_value = block.p_value[row];
  out.alert = block.alert[row] != 0;
  out.review = block.review[row] != 0;
  out.components.assign(block.components.row(row), block.components.row(row) + block.components.cols);
  if (const auto found = block.reasons.find(row); found != block.reasons.end()) out.reasons = found->second;
  if (!block.labels.empty()) out.label = block.labels[row];
  if (!block.groups.empty()) out.group = block.groups[row];
  return out;
}

}  // namespace discern
