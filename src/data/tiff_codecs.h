// What TIFF packs a strip or tile of pixels with: TIFF 6.0 (Adobe 1992), and deflate.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace discern {

// The numbers are TIFF's.
bool is_tiff_compression(unsigned compression);
// How many bytes one byte can stand for.
std::size_t tiff_expansion(unsigned compression);

// At most `size` bytes of what `packed` stands for, fewer where it ends or is damaged. Nothing beyond them is
// allocated.
std::string tiff_unpack(unsigned compression, std::string_view packed, std::size_t size);

}  // namespace discern
