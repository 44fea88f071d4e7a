#include "base/archive.h"

#include <algorithm>
#include <cmath>

namespace discern {
namespace {

template <class T>
const std::vector<T>& checked(const Tensor& tensor, const std::string& name, std::size_t size) {
  const auto* values = std::get_if<std::vector<T>>(&tensor.values);
  if (!values) fail(Fault::model, "model file: tensor \"{}\" has another type; train the model again", name);
  if (size && values->size() != size)
    fail(Fault::model, "model file: tensor \"{}\" has {} numbers, expected {}; train the model again", name,
         values->size(), size);
  if (!std::all_of(values->begin(), values->end(), [](T v) { return std::isfinite(v); }))
    fail(Fault::model, "model file: tensor \"{}\" holds a number that is not finite; train the model again",
         name);
  return *values;
}

}  // namespace

void Archive::put(const std::string& name, std::vector<std::uint64_t> shape, std::vector<float> values) {
  tensors[name] = {std::move(shape), std::move(values)};
}

void Archive::put(const std::string& name, std::vector<std::uint64_t> shape, std::vector<double> values) {
  tensors[name] = {std::move(shape), std::move(values)};
}

const Tensor& Archive::tensor(const std::string& name) const {
  const auto found = tensors.find(name);
  if (found == tensors.end())
    fail(Fault::model, "model file: tensor \"{}\" is missing; train the model again", name);
  return found->second;
}

const std::vector<float>& Archive::floats(const std::string& name, std::size_t size) const {
  return checked<float>(tensor(name), name, size);
}

const std::vector<double>& Archive::doubles(const std::string& name, std::size_t size) const {
  return checked<double>(tensor(name), name, size);
}

}  // namespace discern
