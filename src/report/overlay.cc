#include "report/overlay.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "data/png_writer.h"
#include "data/resample.h"

namespace discern {
namespace {

// https://bids.github.io/colormap, CC0.
constexpr std::array<Colour, 17> kPlasma = {Colour{13, 8, 135},   Colour{49, 5, 151},   Colour{76, 2, 161},
                                            Colour{102, 0, 167},  Colour{126, 3, 168},  Colour{149, 17, 161},
                                            Colour{170, 35, 149}, Colour{188, 53, 135}, Colour{204, 71, 120},
                                            Colour{218, 90, 106}, Colour{230, 108, 92}, Colour{240, 128, 78},
                                            Colour{248, 149, 64}, Colour{253, 172, 51}, Colour{253, 197, 39},
                                            Colour{248, 223, 37}, Colour{240, 249, 33}};

}  // namespace

Colour evidence_colour(double evidence) {
  const double at =
      std::clamp((evidence - kFaintest) / (kBrightest - kFaintest), 0.0, 1.0) * double(kPlasma.size() - 1);
  const std::size_t i = std::min(std::size_t(at), kPlasma.size() - 2);
  Colour out;
  for (std::size_t c = 0; c < out.size(); ++c)
    out[c] = std::uint8_t(
        std::lround(std::lerp(double(kPlasma[i][c]), double(kPlasma[i + 1][c]), at - double(i))));
  return out;
}

double evidence_opacity(double evidence) {
  return kMostOpacity * std::clamp((evidence - kFaintest) / (kOpaque - kFaintest), 0.0, 1.0);
}

std::vector<std::uint8_t> grey_of(const Picture& picture, const ColumnSchema& column) {
  const std::vector<float> plane = picture.channels == 3 ? luma(picture) : picture.pixels;
  std::vector<std::uint8_t> out;
  for (const float value : plane)
    out.push_back(std::uint8_t(
        std::lround(255 * std::clamp((double(value) - column.low) / (column.high - column.low), 0.0, 1.0))));
  return out;
}

std::string overlay_png(const std::vector<std::uint8_t>& grey, const std::vector<float>& evidence,
                        std::size_t height, std::size_t width) {
  std::vector<std::uint8_t> samples;
  samples.reserve(3 * grey.size());
  for (std::size_t i = 0; i < grey.size(); ++i) {
    const Colour colour = evidence_colour(double(evidence[i]));
    const double opacity = evidence_opacity(double(evidence[i]));
    for (const std::uint8_t part : colour)
      samples.push_back(std::uint8_t(std::lround(std::lerp(double(grey[i]), double(part), opacity))));
  }
  return encode_png(samples, height, width, 3);
}

std::string legend_svg() {
  constexpr int kWidth = 400, kMargin = 60, kStops = 16;
  std::string stops, labels;
  for (int i = 0; i <= kStops; ++i) {
    const double share = double(i) / kStops;
    const Colour c = evidence_colour(kFaintest + share * (kBrightest - kFaintest));
    stops += fmt::format("<stop offset=\"{}\" stop-color=\"rgb({},{},{})\"/>", share, c[0], c[1], c[2]);
  }
  for (double e = kFaintest; e <= kBrightest; ++e)
    labels +=
        fmt::format("<text x=\"{}\" y=\"60\" text-anchor=\"middle\">1 in {}</text>",
                    kMargin + kWidth * (e - kFaintest) / (kBrightest - kFaintest), readable(std::pow(10, e)));
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"80\" viewBox=\"0 0 {0} 80\" "
      "font-family=\"sans-serif\" font-size=\"11\"><defs><linearGradient id=\"g\">{1}</linearGradient></defs>"
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
      "<text x=\"{2}\" y=\"18\">share of normal pictures' pixels at least as strange</text>"
      "<rect x=\"{2}\" y=\"26\" width=\"{3}\" height=\"18\" fill=\"url(#g)\"/>{4}</svg>\n",
      kWidth + 2 * kMargin, stops, kMargin, kWidth, labels);
}

}  // namespace discern
