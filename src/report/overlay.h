// A scan in grey with its map of evidence over it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "data/schema.h"

namespace discern {

using Colour = std::array<std::uint8_t, 3>;

// The scale of all overlays: from kFaintest, one in ten pixels of normal pictures, to kBrightest, one in a
// hundred thousand, in colours whose steps look alike (matplotlib's plasma, from blue to yellow). Below
// kFaintest nothing is laid over; from there to kOpaque, one in a hundred, opacity rises to 0.6.
inline constexpr double kFaintest = 1, kOpaque = 2, kBrightest = 5, kMostOpacity = 0.6;
Colour evidence_colour(double evidence);
double evidence_opacity(double evidence);  // [0, kMostOpacity]

// A picture in grey, [height, width]: low of the schema black, high white; colour by its luma.
std::vector<std::uint8_t> grey_of(const Picture& picture, const ColumnSchema& column);

// grey and evidence [height, width] -> PNG in colour.
std::string overlay_png(const std::vector<std::uint8_t>& grey, const std::vector<float>& evidence,
                        std::size_t height, std::size_t width);

// The scale with its values in words, as SVG.
std::string legend_svg();

}  // namespace discern
