#include "report/overlay.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "data/image_decoders.h"

using namespace discern;

TEST_CASE("the scale goes from blue to yellow and lays nothing over what one in ten pixels has") {
  CHECK(evidence_colour(0) == Colour{13, 8, 135});
  CHECK(evidence_colour(1) == Colour{13, 8, 135});
  CHECK(evidence_colour(3) == Colour{204, 71, 120});
  CHECK(evidence_colour(9) == Colour{240, 249, 33});
  CHECK(evidence_opacity(0.99) == 0);
  CHECK(evidence_opacity(1.5) == Approx(0.3));
  CHECK(evidence_opacity(4) == Approx(0.6));
}

TEST_CASE("an overlay is the scan in grey where nothing is rare, and mixed with the colour where it is") {
  const std::vector<std::uint8_t> grey = {0, 100, 255, 100};
  const std::vector<float> evidence = {0, 1, 0, 5};
  const Picture read = decode_png(overlay_png(grey, evidence, 2, 2), "overlay");
  REQUIRE((read.height == 2 && read.width == 2 && read.channels == 3));
  for (const std::size_t pixel : {0, 1, 2})
    for (std::size_t c = 0; c < 3; ++c) CHECK(read.pixels[c * 4 + pixel] == float(grey[pixel]));
  const Colour brightest = evidence_colour(5);
  for (std::size_t c = 0; c < 3; ++c)
    CHECK(read.pixels[c * 4 + 3] == float(std::lround(0.4 * 100 + 0.6 * double(brightest[c]))));
}

TEST_CASE("a scan's grey is linear between the schema's intensities and clipped beyond") {
  Picture picture;
  picture.height = 1;
  picture.width = 4;
  picture.channels = 1;
  picture.pixels = {-50, 100, 200, 900};
  ColumnSchema column;
  column.low = 100;
  column.high = 300;
  CHECK(grey_of(picture, column) == std::vector<std::uint8_t>{0, 0, 128, 255});
}

TEST_CASE("the legend names the shares of its scale") {
  const std::string legend = legend_svg();
  for (const char* text : {"1 in 10<", "1 in 1,000<", "1 in 100,000<", "rgb(240,249,33)"})
    CHECK(legend.find(text) != std::string::npos);
}
