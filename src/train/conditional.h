// What is learned of records that have a condition (methods/conditional.h).
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/random.h"
#include "train/network_view.h"
#include "train/torch.h"

namespace discern {

// The records that generator makes of z [n, latent] and of the condition of the rows like [n, width], which
// passes through: [n, width]. generator.forward(z) where the generator makes all features or like is
// undefined.
at::Tensor make_like(const NetworkView& generator, const at::Tensor& z, const at::Tensor& like);

// Which of some records are of one kind: have the same condition, their last `size` features.
class Kinds {
 public:
  Kinds(at::Tensor rows, std::int64_t size, Random random);

  // x [n, width], some of the rows -> for each another of its kind, drawn at random, or itself: [n, width].
  at::Tensor others(const at::Tensor& x);

 private:
  std::vector<float> kind_of(const float* row) const;

  at::Tensor rows_;
  std::int64_t size_;
  Random random_;
  std::map<std::vector<float>, std::vector<std::int64_t>> members_;
};

}  // namespace discern
