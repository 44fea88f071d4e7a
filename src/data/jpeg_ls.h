// JPEG-LS pictures, lossless and near-lossless, by CharLS: ITU-T T.87.
#pragma once

#include <string>
#include <string_view>

#include "data/jpeg_reader.h"

namespace discern {

// bytes: one picture of height x width pixels of `samples` samples, 2 to 16 bits each. Error(data) with name
// for what is damaged or of another size, which is held against the header's before anything is allocated.
JpegSamples decode_jpeg_ls(std::string_view bytes, std::size_t height, std::size_t width, std::size_t samples,
                           const std::string& name);

}  // namespace discern
