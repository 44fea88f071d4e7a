#include "train/normal_noise.h"

#include "base/random.h"
#include "train/batches.h"
#include "train/catch.h"

namespace discern {

TEST_CASE("Normal noise is at::randn's, and leaves the generator where that leaves it") {
  const std::int64_t n = GENERATE(1, 3, 16, 64), width = GENERATE(1, 4, 15, 16);
  Random first(1, "test noise"), second(1, "test noise");
  at::Generator own = generator_from(first), theirs = generator_from(second);
  for (int round = 0; round < 2; ++round) {
    const at::Tensor found = normal_noise(n, width, own), wanted = at::randn({n, width}, theirs);
    REQUIRE(found.sizes() == wanted.sizes());
    CHECK((found - wanted).abs().max().item<double>() < 1e-5);
  }
}

}  // namespace discern
