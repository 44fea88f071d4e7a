// What a part of a Detector saves itself as: named tensors and JSON. The storage layer makes a file of it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "base/json.h"

namespace discern {

struct Tensor {
  std::vector<std::uint64_t> shape;
  std::variant<std::vector<float>, std::vector<double>> values;  // as many as the shape's product
};

// Checked reads: a missing or mistyped entry is Error(model) that names it.
class Archive {
 public:
  Json meta = Json::object();
  std::map<std::string, Tensor> tensors;

  void put(const std::string& name, std::vector<std::uint64_t> shape, std::vector<float> values);
  void put(const std::string& name, std::vector<std::uint64_t> shape, std::vector<double> values);
  // values has exactly `size` numbers, all finite; size 0: any number.
  const std::vector<float>& floats(const std::string& name, std::size_t size = 0) const;
  const std::vector<double>& doubles(const std::string& name, std::size_t size = 0) const;
  const Tensor& tensor(const std::string& name) const;
};

// meta.at(key) as T; Error(model) that names the key when it is absent or of another type.
template <class T>
T read_meta(const Json& meta, const char* key);

}  // namespace discern

#include "base/archive_inl.h"
