#include "data/resample.h"

#include <catch2/catch.hpp>

using namespace discern;

TEST_CASE("a reduced picture is the mean of what each pixel covers", "[data][resample]") {
  // 3 to 2: the new pixels cover 1.5 old ones: (0 + 3/2) / 1.5, (3/2 + 6) / 1.5.
  const std::vector<float> line = {0, 3, 6};
  CHECK(resample(line.data(), 1, 3, 1, 2) == std::vector<float>{1, 5});
  CHECK(resample(line.data(), 3, 1, 2, 1) == std::vector<float>{1, 5});
  const std::vector<float> square = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  CHECK(resample(square.data(), 4, 4, 2, 2) == std::vector<float>{3.5, 5.5, 11.5, 13.5});
}

TEST_CASE("an enlarged picture is linear between pixel centres", "[data][resample]") {
  // New centres at -0.25, 0.25, 0.75, 1.25 of the old ones.
  const std::vector<float> line = {0, 4};
  CHECK(resample(line.data(), 1, 2, 1, 4) == std::vector<float>{0, 1, 3, 4});
  CHECK(resample(line.data(), 2, 1, 4, 1) == std::vector<float>{0, 1, 3, 4});
  CHECK(resample(line.data(), 1, 1, 2, 3) == std::vector<float>(6, 0.0f));
}

TEST_CASE("what is constant stays so, and the same size is the same picture", "[data][resample]") {
  const std::vector<float> plane(7 * 5, 0.1f);
  CHECK(resample(plane.data(), 7, 5, 3, 13) == std::vector<float>(39, 0.1f));
  const std::vector<float> square = {1, 2, 3, 4};
  CHECK(resample(square.data(), 2, 2, 2, 2) == square);
}

TEST_CASE("colour becomes grey by its luma, grey becomes colour by repeating it", "[data][resample]") {
  Picture colour;
  colour.height = colour.width = 1;
  colour.channels = 3;
  colour.pixels = {100, 200, 50};
  float grey = 0;
  fit_picture(colour, {1, 1, 1}, &grey);
  CHECK(grey == Approx(0.299 * 100 + 0.587 * 200 + 0.114 * 50));
  Picture plain = colour;
  plain.channels = 1;
  plain.pixels = {7};
  std::vector<float> out(3);
  fit_picture(plain, {1, 1, 3}, out.data());
  CHECK(out == std::vector<float>{7, 7, 7});
}
