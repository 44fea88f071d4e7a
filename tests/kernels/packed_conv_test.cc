#include "kernels/packed_conv.h"

#include <omp.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "testing/alarms.h"
#include "testing/normals.h"

namespace discern {
namespace {

struct Case {
  Grid in;
  Window window;
  std::size_t outputs;

  Grid out() const { return {window.places(in.height), window.places(in.width), outputs}; }
  std::size_t weights() const { return window.size * window.size * in.channels * outputs; }
};

// Of pictures of scans, of one pixel, and of odd sizes; few outputs and many.
const Case kCases[] = {
    {{28, 28, 1}, {5, 2, 2}, 16}, {{14, 14, 16}, {4, 2, 1}, 32}, {{28, 28, 8}, {3, 1, 1}, 1},
    {{64, 64, 8}, {3, 1, 1}, 1},  {{12, 20, 5}, {3, 1, 1}, 3},   {{16, 16, 4}, {5, 2, 2}, 2},
    {{13, 7, 3}, {3, 1, 1}, 70},  {{5, 6, 2}, {1, 1, 0}, 3},     {{4, 4, 2}, {4, 1, 0}, 300},
    {{3, 5, 1}, {3, 3, 2}, 2},    {{1, 1, 4}, {2, 1, 1}, 8}};

constexpr Activation kActivations[] = {Activation::none,   Activation::leaky_relu, Activation::tanh,
                                       Activation::relu,   Activation::elu,        Activation::silu,
                                       Activation::sigmoid};

double worst(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, double(std::abs(a[i] - b[i])));
  return most;
}

// Null on a CPU without AVX-512, where nothing is left to test.
std::unique_ptr<const PackedConv> packed_of(const Case& c, Activation activation) {
  const auto weights = normals(c.weights(), 2), bias = normals(c.outputs, 3);
  return PackedConv::conv(c.in, c.window, c.outputs, weights.data(), bias.data(), activation);
}

}  // namespace

#ifdef DISCERN_X86_KERNELS
TEST_CASE("a CPU with AVX-512 has packed convolutions") {
  CHECK(bool(packed_of(kCases[0], Activation::leaky_relu)) == bool(__builtin_cpu_supports("avx512bw")));
}
#endif

TEST_CASE("a packed convolution agrees with the reference of plain ones") {
  const Case c = GENERATE(from_range(std::begin(kCases), std::end(kCases)));
  const Activation activation = GENERATE(from_range(std::begin(kActivations), std::end(kActivations)));
  const auto packed = packed_of(c, activation);
  if (!packed) return;
  const std::size_t n = 3;
  const auto x = normals(n * c.in.size(), 1), weights = normals(c.weights(), 2), bias = normals(c.outputs, 3);
  std::vector<float> out(n * c.out().size()), expected(out.size());
  packed->run(n, x.data(), out.data());
  conv_reference(n, c.in, c.window, c.outputs, x.data(), weights.data(), bias.data(), activation,
                 expected.data());
  CHECK(worst(out, expected) < 1e-4);
}

TEST_CASE("a packed transposed convolution agrees with the reference, cut or whole") {
  const Grid in = GENERATE(Grid{7, 7, 8}, Grid{3, 5, 2}, Grid{1, 1, 4});
  const std::size_t cut = GENERATE(0u, 1u), channels = GENERATE(1u, 6u, 70u), n = 4;
  const Grid out{2 * in.height - cut, 2 * in.width, channels};
  const auto x = normals(n * in.size(), 7), weights = normals(16 * in.channels * channels, 8),
             bias = normals(channels, 9);
  const auto packed = PackedConv::up_conv(in, out, weights.data(), bias.data(), Activation::tanh);
  if (!packed) return;
  std::vector<float> found(n * out.size()), expected(found.size());
  packed->run(n, x.data(), found.data());
  up_conv_reference(n, in, out, x.data(), weights.data(), bias.data(), Activation::tanh, expected.data());
  CHECK(worst(found, expected) < 1e-4);
}

TEST_CASE("a picture has the same bits alone, among others, and packed or run in many OpenMP threads") {
  const Case c = GENERATE(from_range(std::begin(kCases), std::end(kCases)));
  const auto packed = packed_of(c, Activation::leaky_relu);
  if (!packed) return;
  const std::size_t n = 9, size = c.out().size();
  const auto x = normals(n * c.in.size(), 4);
  std::vector<float> whole(n * size), again(whole);
  packed->run(n, x.data(), whole.data());
  for (std::size_t i = n; i-- > 0;) packed->run(1, x.data() + i * c.in.size(), again.data() + i * size);
  CHECK(again == whole);

  const int before = omp_get_max_threads();
  omp_set_num_threads(4);
  packed_of(c, Activation::leaky_relu)->run(n, x.data(), again.data());
  CHECK(omp_get_max_threads() == 4);
  omp_set_num_threads(before);
  CHECK(again == whole);
}

TEST_CASE("signals do not reach into packed convolutions") {
  const Case c = GENERATE(from_range(std::begin(kCases), std::end(kCases)));
  const auto packed = packed_of(c, Activation::tanh);
  if (!packed) return;
  const std::size_t n = 20;
  const auto x = normals(n * c.in.size(), 5);
  std::vector<float> out(n * c.out().size()), expected(out);
  packed->run(n, x.data(), expected.data());
  const Alarms alarms;
  while (alarms.taken() < 20) {
    packed->run(n, x.data(), out.data());
    REQUIRE(out == expected);
  }
}

}  // namespace discern
