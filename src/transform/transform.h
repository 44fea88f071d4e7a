// One column's way from values to features. One transform a file.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/json.h"

namespace discern {

class Transform {
 public:
  virtual ~Transform() = default;
  virtual std::size_t width() const = 0;  // features
  // value as in Table::columns -> out [width].
  virtual void apply(double value, float* out) const = 0;
  // The value people would read back from features [width]; "missing" where they say so.
  virtual std::string describe(const float* features) const = 0;
  virtual Json save() const = 0;  // {"transform": NAME, ...}
};

}  // namespace discern
