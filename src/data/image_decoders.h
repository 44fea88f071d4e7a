// Pictures of the formats that cameras and screens use, from the bytes of a file.
#pragma once

#include <string>

#include "discern/records.h"

namespace discern {

struct TiffPage;

// Grey where all channels are equal. Error(data) with name for what is damaged, too large or of another kind.
Picture decode_png(const std::string& bytes, const std::string& name);
Picture decode_jpeg(const std::string& bytes, const std::string& name);
// page: of those bytes. Intensities as they are: 8 or 16 bits, or numbers of 32.
Picture decode_tiff(const TiffPage& page, const std::string& bytes, const std::string& name);

// bytes [height, width, channels] of 8 bits, or of 16, most significant first.
Picture from_samples(const unsigned char* bytes, std::size_t height, std::size_t width, std::size_t channels,
                     bool wide);

}  // namespace discern
