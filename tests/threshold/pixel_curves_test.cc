#include "threshold/pixel_curves.h"

#include <catch2/catch.hpp>

#include "base/random.h"
#include "testing/faults.h"
#include "threshold/curves.h"

using namespace discern;

TEST_CASE("AUPRO of a hand case: two regions, one of them small") {
  // Region 1 has 4 pixels, region 2 has one; 10 other pixels. By falling value: region 1 twice (PRO 1/4), one
  // other (FPR 0.1), region 2 (PRO 3/4), two others (FPR 0.3), the rest.
  std::vector<MarkedPixel> pixels = {{9, 1}, {8, 1}, {7, 0}, {6, 2}, {5, 0}, {4, 0}, {3, 1}, {3, 1}};
  for (int i = 0; i < 7; ++i) pixels.push_back({1, 0});
  // From FPR 0 to 0.1 PRO is 1/4, from 0.1 to 0.3 it is 3/4: 0.025 + 0.15 of 0.3.
  CHECK(aupro(pixels) == Approx(0.175 / 0.3));
  // Up to 0.05 alone 1/4 of what there could be.
  CHECK(aupro(pixels, 0.05) == Approx(0.25));
}

TEST_CASE("AUPRO is linear between cuts, also up to the most that is looked at") {
  // One cut finds all: PRO = FPR, so the area up to 0.3 is 0.3^2 / 2.
  std::vector<MarkedPixel> same = {{1, 1}, {1, 0}, {1, 0}};
  CHECK(aupro(same) == Approx(0.15));
  std::vector<MarkedPixel> perfect = {{2, 1}, {2, 2}, {1, 0}};
  CHECK(aupro(perfect) == Approx(1));
  std::vector<MarkedPixel> inverted = {{1, 1}, {2, 0}};
  CHECK(aupro(inverted) == Approx(0));
}

TEST_CASE("the pixels' AUROC is that of records") {
  Random random(3, "pixels");
  std::vector<MarkedPixel> pixels;
  std::vector<double> scores;
  std::vector<char> marked;
  for (int i = 0; i < 500; ++i) {
    const auto region = std::uint32_t(random.below(3));
    const float value = float(random.below(20)) + float(region);
    pixels.push_back({value, region});
    scores.push_back(double(value));
    marked.push_back(region > 0);
  }
  CHECK(pixel_auroc(pixels) == Approx(auroc(scores, marked)));
}

TEST_CASE("masks that mark nothing, or all, cannot be measured against") {
  std::vector<MarkedPixel> none = {{1, 0}}, all = {{1, 1}};
  check_fault(Fault::data, "0 marked", [&] { aupro(none); });
  check_fault(Fault::data, "0 other", [&] { pixel_auroc(all); });
}

TEST_CASE("Dice's coefficient of a hand case") {
  Overlap overlap;
  CHECK(overlap.dice() == 1);
  overlap.add(true, true);
  overlap.add(true, false);
  overlap.add(true, false);
  overlap.add(false, true);
  overlap.add(false, false);
  CHECK(overlap.dice() == Approx(2.0 * 1 / (3 + 2)));
  Overlap two = overlap;
  two.add(overlap);
  CHECK(two.dice() == Approx(0.4));
}
