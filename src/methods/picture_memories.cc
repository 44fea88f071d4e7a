#include "methods/picture_memories.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <utility>

#include "base/fail.h"

namespace discern {
namespace {

constexpr std::size_t kTile = 64;

using Rows = std::vector<std::uint32_t>;

std::string prefix_of(std::size_t kind) {
  return "kind" + std::to_string(kind) + ".";
}

Matrix pictures_of(const Matrix& rows, const Rows& chosen, std::size_t pixels) {
  Matrix out(chosen.size(), pixels);
  for (std::size_t i = 0; i < chosen.size(); ++i) std::copy_n(rows.row(chosen[i]), pixels, out.row(i));
  return out;
}

}  // namespace

PictureMemories::PictureMemories(const Matrix& normal, const PictureShape& shape,
                                 const std::vector<std::uint32_t>& folds)
    : condition_(normal.cols - shape.size()) {
  std::map<std::vector<float>, Rows> members;
  Rows all(normal.rows);
  std::iota(all.begin(), all.end(), 0u);
  for (const std::uint32_t i : all)
    members[{normal.row(i) + shape.size(), normal.row(i) + normal.cols}].push_back(i);
  memories_.emplace_back(pictures_of(normal, all, shape.size()), shape, folds);
  if (condition_ == 0) return;
  for (const auto& [kind, rows] : members) {
    Rows own;
    for (const std::uint32_t row : rows) own.push_back(folds[row]);
    const bool enough = rows.size() >= kLeastOfKind &&
                        std::set<std::uint32_t>(own.begin(), own.end()).size() == PictureMemory::kFolds;
    if (!enough) continue;
    kinds_[kind] = memories_.size();
    memories_.emplace_back(pictures_of(normal, rows, shape.size()), shape, std::move(own));
  }
}

std::size_t PictureMemories::memory_of(const float* picture) const {
  const float* const condition = picture + memories_.front().pixels();
  const auto found = kinds_.find({condition, condition + condition_});
  return found == kinds_.end() ? 0 : found->second;
}

void PictureMemories::measure(const float* x, std::size_t n, const std::uint32_t* fold, float* out) const {
  if (condition_ == 0) return memories_.front().measure(x, n, fold, out);
  constexpr std::size_t kEvidences = PictureMemory::kEvidences;
  const std::size_t pixels = memories_.front().pixels();
  std::vector<std::pair<std::size_t, std::uint32_t>> order;  // memory, row
  for (std::uint32_t i = 0; i < n; ++i) order.emplace_back(memory_of(x + i * width()), i);
  std::sort(order.begin(), order.end());
  std::vector<float> pictures(std::min(n, kTile) * pixels), evidence(std::min(n, kTile) * kEvidences);
  Rows folds(kTile);
  for (std::size_t start = 0, count; start < n; start += count) {
    const std::size_t memory = order[start].first;
    for (count = 0; count < kTile && start + count < n && order[start + count].first == memory; ++count) {
      const std::uint32_t row = order[start + count].second;
      std::copy_n(x + row * width(), pixels, pictures.data() + count * pixels);
      if (fold) folds[count] = fold[row];
    }
    memories_[memory].measure(pictures.data(), count, fold ? folds.data() : nullptr, evidence.data());
    for (std::size_t i = 0; i < count; ++i)
      std::copy_n(evidence.data() + i * kEvidences, kEvidences, out + order[start + i].second * kEvidences);
  }
}

void PictureMemories::save(Archive& archive) const {
  memories_.front().save(archive, "");
  if (kinds_.empty()) return;
  std::vector<float> conditions(kinds_.size() * condition_);
  for (const auto& [condition, memory] : kinds_) {
    std::copy(condition.begin(), condition.end(), conditions.data() + (memory - 1) * condition_);
    memories_[memory].save(archive, prefix_of(memory - 1));
  }
  archive.put("kinds", {kinds_.size(), condition_}, std::move(conditions));
}

PictureMemories PictureMemories::load(const Archive& archive, const PictureShape& shape,
                                      std::size_t condition) {
  PictureMemories out;
  out.condition_ = condition;
  out.memories_.push_back(PictureMemory::load(archive, shape, ""));
  if (condition == 0 || !archive.tensors.contains("kinds")) return out;
  const std::vector<float>& conditions = archive.floats("kinds");
  for (std::size_t at = 0; at + condition <= conditions.size(); at += condition) {
    const float* const own = conditions.data() + at;
    out.kinds_[{own, own + condition}] = out.memories_.size();
    out.memories_.push_back(PictureMemory::load(archive, shape, prefix_of(at / condition)));
  }
  if (out.kinds_.size() * condition != conditions.size())
    fail(Fault::model, "model file: the kinds of pictures are impossible; train the model again");
  return out;
}

}  // namespace discern
