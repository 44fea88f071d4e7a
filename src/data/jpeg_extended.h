// JPEG's sequential process with 12 bits a sample, which libjpeg of 8 bits refuses: ITU-T T.81 (1992), annex
// F.
#pragma once

#include <string>
#include <string_view>

#include "data/jpeg_reader.h"

namespace discern {

// bytes: one grey picture of height x width pixels of 12 bits, as DICOM allows. Error(data) with name for
// what is damaged, of another size or process; the size is held against the header's before anything is
// allocated. Values are within 1 of those of another exact decoder.
JpegSamples decode_extended_jpeg(std::string_view bytes, std::size_t height, std::size_t width,
                                 const std::string& name);

}  // namespace discern
