// Pictures of a source as files.
#pragma once

#include <string>

#include "discern/records.h"

namespace discern {

// Error(usage) unless output is a file that ends in .npz or, without an ending, a folder: that is how
// pictures are written.
void check_picture_output(const std::string& output);

// block, the first of source, and all that follow: .npz gets them as generated_images, [n, height, width] or
// [n, height, width, 3], of 8 bits where black is 0 and white 255, else as 32-bit floats in the intensities
// that the model learned from; a folder gets 00001.png and so on, of 8 bits, or is Error(usage) for other
// intensities. All pictures are of one shape.
void write_pictures(Source& source, Block block, const std::string& output);

}  // namespace discern
