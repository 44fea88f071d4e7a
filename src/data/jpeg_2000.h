// JPEG 2000 codestreams, reversible and not, by OpenJPEG: ITU-T T.800.
#pragma once

#include <string>
#include <string_view>

#include "data/jpeg_reader.h"

namespace discern {

// bytes: one picture of height x width pixels of `samples` samples, 1 to 16 bits each. Signed values are in
// two's complement. Error(data) with name for what is damaged or of another size; check_jpeg_2000 comes
// first.
JpegSamples decode_jpeg_2000(std::string_view bytes, std::size_t height, std::size_t width,
                             std::size_t samples, const std::string& name);

}  // namespace discern
