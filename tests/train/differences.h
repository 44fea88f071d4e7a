// Small networks and rows, and gradients by differences, for tests of what networks minimise.
#pragma once

#include <cmath>
#include <functional>
#include <vector>

#include "base/random.h"
#include "nets/mlp.h"
#include "train/catch.h"

namespace discern {

using Loss = std::function<at::Tensor()>;

inline Mlp random_mlp(std::vector<std::size_t> widths, std::uint64_t seed,
                      Activation hidden = Activation::leaky_relu, Activation output = Activation::none) {
  Mlp mlp({std::move(widths), hidden, output});
  Random random(seed, "test weights");
  for (float& value : mlp.parameters()) value = float(0.5 * random.normal());
  return mlp;
}

inline at::Tensor random_rows(std::int64_t n, std::int64_t width, std::uint64_t seed) {
  Random random(seed, "test rows");
  at::Tensor rows = at::empty({n, width});
  for (std::int64_t i = 0; i < n * width; ++i) rows.data_ptr<float>()[i] = float(random.normal());
  return rows;
}

// The largest error of gradient [size] against central differences of loss in parameters, over their size.
template <class Network>
double gradient_error(Network& mlp, const std::vector<float>& gradient, const Loss& loss) {
  const float step = 1e-2f;
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    float& parameter = mlp.parameters()[i];
    const float kept = parameter;
    parameter = kept + step;
    const double above = loss().item<double>();
    parameter = kept - step;
    const double below = loss().item<double>();
    parameter = kept;
    const double wanted = (above - below) / (2 * double(step));
    difference += (wanted - gradient[i]) * (wanted - gradient[i]);
    size += wanted * wanted;
  }
  REQUIRE(size > 0);
  return std::sqrt(difference / size);
}

// Leaky units bend where a difference may step across, so a few parameters in a hundred are off; a wrong
// formula is off by its whole size.
inline constexpr double kBends = 0.05;

// Keeps each hidden unit on one side for all usual rows: a penalty jumps where a unit changes sides.
inline void unbend(Mlp& mlp) {
  for (std::size_t l = 0; l + 1 < mlp.layers(); ++l)
    for (std::size_t i = mlp.weight_offset(l); i < mlp.weight_offset(l + 1); ++i)
      mlp.parameters()[i] = i < mlp.bias_offset(l) ? 0.3f * mlp.parameters()[i] : (i % 2 ? 6.0f : -6.0f);
}

}  // namespace discern
