#include "detector/regions.h"

#include <catch2/catch.hpp>

using namespace discern;

TEST_CASE("pixels that touch at a corner are one component, others are their own") {
  // A diagonal of two, an arm around the right border, one alone.
  const std::vector<char> on = {1, 0, 0, 0, 1,  //
                                0, 1, 0, 0, 1,  //
                                0, 0, 0, 0, 0,  //
                                0, 0, 1, 0, 0};
  const Components found = connected(on, 4, 5);
  CHECK(found.sizes == std::vector<std::size_t>{2, 2, 1});
  CHECK(found.of == std::vector<std::size_t>{1, 0, 0, 0, 2,  //
                                             0, 1, 0, 0, 2,  //
                                             0, 0, 0, 0, 0,  //
                                             0, 0, 3, 0, 0});
}

TEST_CASE("a component may wind, and rows do not join around the border") {
  const std::vector<char> on = {1, 1, 1,  //
                                0, 0, 1,  //
                                1, 0, 0,  //
                                1, 1, 1};
  // (1, 2) is at the right border, (2, 0) at the left one: no neighbours.
  const Components found = connected(on, 4, 3);
  CHECK(found.sizes == std::vector<std::size_t>{4, 4});
}

TEST_CASE("a region has its box, centre of mass, peak and share of the evidence over the rate") {
  // Rate 0.01: evidence from 2 on. The larger region: rows 0-1, columns 0-1, three pixels of 2, 2 and 4.
  const std::vector<float> evidence = {2, 1, 0, 0,     //
                                       2, 4, 0, 0,     //
                                       0, 0, 0, 1.9f,  //
                                       0, 0, 0, 2};
  const std::vector<EvidenceRegion> found = find_regions(evidence, 4, 4, 0.01);
  REQUIRE(found.size() == 2);
  const Region& r = found[0].region;
  CHECK(found[0].share == Approx(0.8));
  CHECK((r.top == 0 && r.left == 0 && r.height == 2 && r.width == 2 && r.pixels == 3));
  CHECK(r.row == Approx(2.0 / 3));
  CHECK(r.column == Approx(1.0 / 3));
  CHECK(r.peak == Approx(1e-4));
  CHECK(found[1].share == Approx(0.2));
  CHECK((found[1].region.top == 3 && found[1].region.left == 3 && found[1].region.pixels == 1));
  CHECK(find_regions(evidence, 4, 4, 1e-5).empty());
}

TEST_CASE("a region says in words where it is, how large, and how rare its peak") {
  EvidenceRegion own;
  own.region = {60, 2, 22, 31, 71, 17, 500, 1 / 3049.0};
  own.share = 0.642;
  CHECK(region_text(own, 100, 100) ==
        "lower left: 31 x 22 pixels, 64 % of the evidence, peak 1 in 3,000 normal pixels");
  own.region.row = own.region.column = 50;
  CHECK(place_of(own.region, 100, 100) == "centre");
  own.region.column = 99;
  CHECK(place_of(own.region, 100, 100) == "middle right");
  own.region.row = 0;
  own.region.column = 50;
  CHECK(place_of(own.region, 100, 100) == "upper centre");
}
