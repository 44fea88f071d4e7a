// Mini-batches of normal records, each record once before any comes again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/matrix.h"
#include "base/random.h"
#include "train/stateful.h"
#include "train/torch.h"

namespace discern {

class Batches : public Stateful {
 public:
  // rows [n >= 1, width] is copied by reference; batch >= 1 may be larger than n.
  Batches(at::Tensor rows, std::int64_t batch, Random random);

  at::Tensor next();  // [batch, width]

  void save(Archive& archive, const std::string& name) const override;
  void load(const Archive& archive, const std::string& name) override;

 private:
  at::Tensor rows_;
  std::int64_t batch_;
  Random random_;
  std::vector<std::uint32_t> order_;
  std::size_t position_ = 0;
};

// Shares the matrix' numbers, which must stay alive and in place.
at::Tensor tensor_of(const Matrix& rows);
// A copy of rows [n, width].
Matrix matrix_of(const at::Tensor& rows);

// torch's random numbers, seeded from ours.
at::Generator generator_from(Random& random);

}  // namespace discern
