#include "train/stateful.h"

#include <cmath>
#include <utility>

#include "base/fail.h"

namespace discern {
namespace {

template <class T>
const std::vector<T>& numbers(const Archive& archive, const std::string& name, std::size_t size) {
  const auto* values = std::get_if<std::vector<T>>(&archive.tensor(name).values);
  if (!values || (size && values->size() != size))
    fail(Fault::model, "model file: tensor \"{}\" is not of {} numbers; train without --resume", name, size);
  return *values;
}

}  // namespace

void save_floats(Archive& archive, const std::string& name, const std::vector<float>& values) {
  archive.put(name, {values.size()}, values);
}

const std::vector<float>& load_floats(const Archive& archive, const std::string& name, std::size_t size) {
  return numbers<float>(archive, name, size);
}

void save_numbers(Archive& archive, const std::string& name, std::vector<double> values) {
  const std::uint64_t size = values.size();
  archive.put(name, {size}, std::move(values));
}

const std::vector<double>& load_numbers(const Archive& archive, const std::string& name, std::size_t size) {
  return numbers<double>(archive, name, size);
}

void save_random(Archive& archive, const std::string& name, const Random& random) {
  archive.meta[name] = random.state();
}

void load_random(const Archive& archive, const std::string& name, Random& random) {
  if (!random.restore(read_meta<std::string>(archive.meta, name.c_str())))
    fail(Fault::model, "model file: \"{}\" is no state of random numbers; train without --resume", name);
}

void save_noise(Archive& archive, const std::string& name, const at::Generator& noise) {
  const at::Tensor state = at::Tensor(noise.get_state()).contiguous();
  const std::uint8_t* bytes = state.data_ptr<std::uint8_t>();
  archive.put(name, {std::uint64_t(state.numel())}, std::vector<float>(bytes, bytes + state.numel()));
}

void load_noise(const Archive& archive, const std::string& name, at::Generator& noise) {
  const auto size = std::size_t(noise.get_state().numel());
  const std::vector<float>& bytes = load_floats(archive, name, size);
  at::Tensor state = at::empty({std::int64_t(size)}, at::kByte);
  for (std::size_t i = 0; i < size; ++i) {
    if (!(bytes[i] >= 0 && bytes[i] <= 255 && bytes[i] == std::floor(bytes[i])))
      fail(Fault::model, "model file: \"{}\" is no state of random numbers; train without --resume", name);
    state.data_ptr<std::uint8_t>()[i] = std::uint8_t(bytes[i]);
  }
  noise.set_state(state);
}

}  // namespace discern
