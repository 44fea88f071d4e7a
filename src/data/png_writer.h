// Pictures as the bytes of PNG files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace discern {

// samples [height, width, channels] of 8 bits; channels: 1 grey, 3 colour, 4 colour and opacity. The same
// bytes for the same samples and libpng. Error(io) if there is no memory for it.
std::string encode_png(const std::vector<std::uint8_t>& samples, std::size_t height, std::size_t width,
                       std::size_t channels);

}  // namespace discern
