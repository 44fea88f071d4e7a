#include "train/batches.h"

#include <ATen/CPUGeneratorImpl.h>

#include <utility>

namespace discern {

Batches::Batches(at::Tensor rows, std::int64_t batch, Random random)
    : rows_(std::move(rows)), batch_(batch), random_(std::move(random)) {}

at::Tensor Batches::next() {
  at::Tensor chosen = at::empty({batch_}, at::kLong);
  std::int64_t* index = chosen.data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < batch_; ++i) {
    if (position_ == order_.size()) {
      order_ = random_.permutation(std::uint32_t(rows_.size(0)));
      position_ = 0;
    }
    index[i] = order_[position_++];
  }
  return rows_.index_select(0, chosen);
}

at::Tensor tensor_of(const Matrix& rows) {
  return torch::from_blob(const_cast<float*>(rows.data.data()),
                          {std::int64_t(rows.rows), std::int64_t(rows.cols)});
}

at::Generator generator_from(Random& random) {
  return at::make_generator<at::CPUGeneratorImpl>(random.below(std::uint64_t(1) << 53));
}

}  // namespace discern
