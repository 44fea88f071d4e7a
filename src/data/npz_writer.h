// Arrays as numpy.load reads them: a zip archive of .npy members, stored as they are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace discern {

class NpzWriter {
 public:
  // values has the shape's product of numbers, C order; at most 2 GiB in all arrays together, else
  // Error(usage).
  void add(const std::string& name, const std::vector<std::uint64_t>& shape,
           const std::vector<float>& values);
  void add(const std::string& name, const std::vector<std::uint64_t>& shape,
           const std::vector<std::uint8_t>& values);
  // The whole file, of all arrays in order; the same bytes for the same arrays.
  std::string bytes() const;

 private:
  void add(const std::string& name, const char* type, const std::vector<std::uint64_t>& shape,
           std::string_view numbers);

  std::string members_, directory_;
  std::uint16_t count_ = 0;
};

}  // namespace discern
