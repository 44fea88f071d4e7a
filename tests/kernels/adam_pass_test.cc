#include "kernels/adam_pass.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

using namespace discern;

TEST_CASE("a step of Adam is what it is by hand, at every place of a long array") {
  constexpr std::size_t kSize = 37;
  std::vector<float> values(kSize, 1.0f), gradient(kSize, 3.0f), mean(kSize, 1.0f), square(kSize, 7.0f);
  adam_pass(kSize, {0.5f, 0.5f, 0.25f, 0.5f, 1.0f}, values.data(), gradient.data(), mean.data(),
            square.data());
  // mean 2, square 8; 1 - 0.25 * 2 / (sqrt(8) / 2 + 1)
  for (std::size_t i = 0; i < kSize; ++i) {
    CHECK(mean[i] == 2);
    CHECK(square[i] == 8);
    CHECK(values[i] == Approx(1 - 0.5 / (std::sqrt(2.0) + 1)));
    CHECK(gradient[i] == 3);
  }
}

TEST_CASE("an average goes its share of the way") {
  const std::vector<float> values(21, 5.0f);
  std::vector<float> average(21, 1.0f);
  follow_pass(21, 0.25f, values.data(), average.data());
  CHECK(average == std::vector<float>(21, 2.0f));
}

TEST_CASE("one number that is not finite is found wherever it stands") {
  const float bad = GENERATE(std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN());
  for (std::size_t place = 0; place < 37; ++place) {
    std::vector<float> numbers(37, 1e38f);
    CHECK(all_finite(37, numbers.data()));
    numbers[place] = bad;
    CHECK_FALSE(all_finite(37, numbers.data()));
  }
}
