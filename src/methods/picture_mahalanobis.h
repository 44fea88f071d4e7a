// The Mahalanobis distance of a picture's band energies from those of normal pictures.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/picture_shape.h"
#include "methods/method.h"

namespace discern {

// As learn_mahalanobis, of PictureFeatures; normal [n >= 1, pixels of all channels].
std::unique_ptr<Method> learn_picture_mahalanobis(const Matrix& normal, const PictureShape& shape,
                                                  const std::map<std::string, std::string>& settings,
                                                  Json& resolved);
std::unique_ptr<Method> load_picture_mahalanobis(const Archive& archive);

}  // namespace discern
