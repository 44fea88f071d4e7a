#include "train/batches.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <utility>

#include "base/fail.h"

namespace discern {

Batches::Batches(at::Tensor rows, std::int64_t batch, Random random)
    : rows_(rows.contiguous()), batch_(batch), random_(std::move(random)) {}

at::Tensor Batches::next() {
  const std::int64_t width = rows_.size(1);
  const float* rows = rows_.data_ptr<float>();
  at::Tensor chosen = at::empty({batch_, width});
  float* row = chosen.data_ptr<float>();
  for (std::int64_t i = 0; i < batch_; ++i, row += width) {
    if (position_ == order_.size()) {
      order_ = random_.permutation(std::uint32_t(rows_.size(0)));
      position_ = 0;
    }
    std::copy_n(rows + std::int64_t(order_[position_++]) * width, width, row);
  }
  return chosen;
}

void Batches::save(Archive& archive, const std::string& name) const {
  std::vector<double> order(order_.begin(), order_.end());
  order.push_back(double(position_));
  save_numbers(archive, name, std::move(order));
  save_random(archive, name + ".random", random_);
}

void Batches::load(const Archive& archive, const std::string& name) {
  const std::vector<double>& order = load_numbers(archive, name, 0);
  const auto n = std::size_t(rows_.size(0));
  const bool begun = order.size() == n + 1;
  const bool sound =
      (begun || order.size() == 1) && order.back() >= 0 && order.back() <= double(order.size() - 1) &&
      std::all_of(order.begin(), order.end() - 1, [n](double i) { return i >= 0 && i < double(n); });
  if (!sound)
    fail(Fault::model, "model file: \"{}\" is no order of {} records; train without --resume", name, n);
  order_.assign(order.begin(), order.end() - 1);
  position_ = std::size_t(order.back());
  load_random(archive, name + ".random", random_);
}

at::Tensor tensor_of(const Matrix& rows) {
  return torch::from_blob(const_cast<float*>(rows.data.data()),
                          {std::int64_t(rows.rows), std::int64_t(rows.cols)});
}

Matrix matrix_of(const at::Tensor& rows) {
  const at::Tensor packed = rows.contiguous();
  Matrix out(std::size_t(packed.size(0)), std::size_t(packed.size(1)));
  std::copy_n(packed.data_ptr<float>(), out.data.size(), out.data.begin());
  return out;
}

at::Generator generator_from(Random& random) {
  return at::make_generator<at::CPUGeneratorImpl>(random.below(std::uint64_t(1) << 53));
}

}  // namespace discern
