// Pictures as convolutional networks are shown them: from -1, black, to 1, white.
#pragma once

#include <memory>

#include "base/picture_shape.h"
#include "methods/method.h"

namespace discern {

inline float shown_grey(float grey) {
  return 2 * grey - 1;
}

// A method of pictures from 0 to 1 by one of pictures from -1 to 1, of that shape. Its map is the mean over
// the channels of |x - reference(x)|.
std::unique_ptr<Method> rescaled(std::unique_ptr<Method> inner, const PictureShape& shape);
// Of the shape that the archive says; Error(model) unless inner takes such pictures.
std::unique_ptr<Method> load_rescaled(std::unique_ptr<Method> inner, const Archive& archive);

}  // namespace discern
