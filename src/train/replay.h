// Made records of earlier steps, shown to a discriminator again so that it does not forget what it knew
// (Shrivastava et al. 2017).
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "train/stateful.h"

namespace discern {

class Replay : public Stateful {
 public:
  // share in [0, 1) of a batch comes from the past; the ring remembers the last kBatches batches.
  Replay(double share, std::int64_t width, std::int64_t batch, Random random);

  // made [n, width], constant -> [n, width]: its last rows are replaced by earlier ones once there are
  // enough, and as many of its first are remembered.
  at::Tensor mix(const at::Tensor& made);

  void save(Archive& archive, const std::string& name) const override;
  void load(const Archive& archive, const std::string& name) override;

  static constexpr std::int64_t kBatches = 50;

 private:
  std::int64_t exchanged_;   // records a step
  at::Tensor ring_;          // [capacity, width]
  std::int64_t filled_ = 0;  // records in the ring
  std::int64_t next_ = 0;    // where the next one is written
  Random random_;
};

}  // namespace discern
