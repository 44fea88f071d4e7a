// JPEG's lossless process with Huffman codes: ITU-T T.81 (1992), annex H.
#pragma once

#include <string>
#include <string_view>

#include "data/jpeg_reader.h"

namespace discern {

// bytes: one picture of height x width pixels of `samples` samples, 2 to 16 bits each. Error(data) with name
// for what is damaged, of another size or process; the size is held against the header's before anything is
// allocated.
JpegSamples decode_lossless_jpeg(std::string_view bytes, std::size_t height, std::size_t width,
                                 std::size_t samples, const std::string& name);

}  // namespace discern
