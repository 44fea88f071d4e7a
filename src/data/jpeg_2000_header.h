// What the headers of a JPEG 2000 codestream ask a decoder to allocate: ITU-T T.800, annex A.
#pragma once

#include <string>
#include <string_view>

namespace discern {

// Error(data) with name unless the codestream is of height x width pixels of `samples` <= 4 samples of 1 to
// 16 bits and one resolution, and its tiles, code-blocks, precincts and layers are as many as its size and
// its bytes can hold.
void check_jpeg_2000(std::string_view bytes, std::size_t height, std::size_t width, std::size_t samples,
                     const std::string& name);

}  // namespace discern
