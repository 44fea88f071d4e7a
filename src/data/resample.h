// Pictures of any size brought to one shape.
#pragma once

#include <cstddef>
#include <vector>

#include "base/picture_shape.h"
#include "discern/records.h"

namespace discern {

// One plane [height, width] stretched to [to_height, to_width], each axis by itself: a shorter axis is the
// mean of what each new pixel covers, exactly; a longer one is linear between pixel centres, and the
// outermost pixel beyond them. The same bits everywhere; what is constant stays so.
std::vector<float> resample(const float* plane, std::size_t height, std::size_t width, std::size_t to_height,
                            std::size_t to_width);

// The picture stretched to shape, of 1 or 3 channels -> out [shape.size()]. Colour becomes grey by the luma
// of Rec. 601 (0.299 red + 0.587 green + 0.114 blue); grey becomes colour by repeating it.
void fit_picture(const Picture& picture, const PictureShape& shape, float* out);

// 0.299 red + 0.587 green + 0.114 blue of a picture of three channels -> [height, width].
std::vector<float> luma(const Picture& picture);

}  // namespace discern
