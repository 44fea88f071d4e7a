#include "train/conditional.h"

#include <utility>

namespace discern {

at::Tensor make_like(const NetworkView& generator, const at::Tensor& z, const at::Tensor& like) {
  if (!like.defined() || like.size(1) == generator.outputs()) return generator.forward(z);
  const std::int64_t made = generator.outputs();
  const at::Tensor condition = like.narrow(1, made, like.size(1) - made);
  return at::cat({generator.forward(at::cat({z, condition}, 1)), condition}, 1);
}

Kinds::Kinds(at::Tensor rows, std::int64_t size, Random random)
    : rows_(rows.contiguous()), size_(size), random_(std::move(random)) {
  const float* const numbers = rows_.data_ptr<float>();
  for (std::int64_t i = 0; i < rows_.size(0); ++i)
    members_[kind_of(numbers + i * rows_.size(1))].push_back(i);
}

std::vector<float> Kinds::kind_of(const float* row) const {
  return {row + rows_.size(1) - size_, row + rows_.size(1)};
}

at::Tensor Kinds::others(const at::Tensor& x) {
  const at::Tensor packed = x.contiguous();
  const float* const numbers = packed.data_ptr<float>();
  at::Tensor chosen = at::empty({packed.size(0)}, at::kLong);
  for (std::int64_t i = 0; i < packed.size(0); ++i) {
    const std::vector<std::int64_t>& alike = members_.at(kind_of(numbers + i * packed.size(1)));
    chosen.data_ptr<std::int64_t>()[i] = alike[random_.below(alike.size())];
  }
  return rows_.index_select(0, chosen);
}

}  // namespace discern
