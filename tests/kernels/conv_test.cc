#include "kernels/conv.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "testing/normals.h"

namespace discern {
namespace {

double worst(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, double(std::abs(a[i] - b[i])));
  return most;
}

double inner(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double(a[i]) * double(b[i]);
  return sum;
}

std::vector<float> turned(const std::vector<float>& matrix, std::size_t rows, std::size_t columns) {
  std::vector<float> out(matrix.size());
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) out[j * rows + i] = matrix[i * columns + j];
  return out;
}

struct Case {
  Grid in;
  Window window;
  std::size_t outputs;
};

const Case kCases[] = {{{28, 28, 1}, {5, 2, 2}, 16}, {{14, 9, 8}, {4, 2, 1}, 5},  {{7, 7, 3}, {3, 1, 1}, 70},
                       {{5, 6, 2}, {1, 1, 0}, 3},    {{4, 4, 2}, {4, 1, 0}, 300}, {{3, 5, 1}, {3, 3, 2}, 2}};

Grid out_of(const Case& c) {
  return {c.window.places(c.in.height), c.window.places(c.in.width), c.outputs};
}

}  // namespace

TEST_CASE("a convolution of a small picture is what it is by hand") {
  // 1 2    squares of 2 padded by 1, stride 2: each corner alone, at its own place in the square.
  // 3 4
  const std::vector<float> x = {1, 2, 3, 4}, weights = {10, 20, 30, 40}, bias = {0.5f};
  std::vector<float> out(4);
  conv(1, {2, 2, 1}, {2, 2, 1}, 1, x.data(), weights.data(), bias.data(), Activation::none, out.data());
  CHECK(out == std::vector<float>{40.5f, 60.5f, 60.5f, 40.5f});
}

TEST_CASE("a convolution agrees with its reference") {
  const Case c = GENERATE(from_range(std::begin(kCases), std::end(kCases)));
  const std::size_t n = 5, rows = c.window.size * c.window.size * c.in.channels;
  const auto x = normals(n * c.in.size(), 1), weights = normals(rows * c.outputs, 2),
             bias = normals(c.outputs, 3);
  std::vector<float> out(n * out_of(c).size()), expected(out.size());
  conv(n, c.in, c.window, c.outputs, x.data(), weights.data(), bias.data(), Activation::leaky_relu,
       out.data());
  conv_reference(n, c.in, c.window, c.outputs, x.data(), weights.data(), bias.data(), Activation::leaky_relu,
                 expected.data());
  CHECK(worst(out, expected) < 1e-4);
}

TEST_CASE("the slope of a convolution is its transpose") {
  const Case c = GENERATE(from_range(std::begin(kCases), std::end(kCases)));
  const std::size_t n = 5, rows = c.window.size * c.window.size * c.in.channels;
  const auto x = normals(n * c.in.size(), 4), weights = normals(rows * c.outputs, 5),
             gradient = normals(n * out_of(c).size(), 6);
  const std::vector<float> bias(c.outputs), transposed = turned(weights, rows, c.outputs);
  std::vector<float> out(gradient.size()), back(x.size());
  conv(n, c.in, c.window, c.outputs, x.data(), weights.data(), bias.data(), Activation::none, out.data());
  conv_slope(n, c.in, c.window, c.outputs, gradient.data(), transposed.data(), back.data());
  const double wanted = inner(out, gradient);
  CHECK(inner(x, back) == Approx(wanted).epsilon(1e-4).margin(1e-2));
}

TEST_CASE("a transposed convolution of one pixel lays its square around it") {
  // Square (k, l) of the definition has the weight 4k + l; the pixel's own place is (1, 1) and what reaches
  // beyond the picture is lost.
  std::vector<float> weights(16);
  for (std::size_t t = 0; t < 2; ++t)
    for (std::size_t u = 0; u < 2; ++u)
      for (std::size_t s = 0; s < 2; ++s)
        for (std::size_t v = 0; v < 2; ++v)
          weights[((t * 2 + u) * 2 + s) * 2 + v] = float(4 * (2 - 2 * t + s) + (2 - 2 * u + v));
  const float x = 1, bias = 0;
  std::vector<float> out(4);
  up_conv(1, {1, 1, 1}, {2, 2, 1}, &x, weights.data(), &bias, Activation::none, out.data());
  CHECK(out == std::vector<float>{5, 6, 9, 10});
}

TEST_CASE(
    "a transposed convolution agrees with its reference, cut or whole, and its slope is its transpose") {
  const Grid in = GENERATE(Grid{7, 7, 8}, Grid{3, 5, 2}, Grid{1, 1, 4});
  const std::size_t cut = GENERATE(0u, 1u), channels = GENERATE(1u, 6u, 70u);
  const Grid out{2 * in.height - cut, 2 * in.width, channels};
  const std::size_t n = 4;
  const auto x = normals(n * in.size(), 7), weights = normals(16 * in.channels * channels, 8),
             bias = normals(channels, 9), gradient = normals(n * out.size(), 10);
  std::vector<float> found(n * out.size()), expected(found.size()), back(x.size());
  up_conv(n, in, out, x.data(), weights.data(), bias.data(), Activation::tanh, found.data());
  up_conv_reference(n, in, out, x.data(), weights.data(), bias.data(), Activation::tanh, expected.data());
  CHECK(worst(found, expected) < 1e-4);

  const std::vector<float> zero(channels), transposed = turned(weights, 4 * in.channels, 4 * channels);
  up_conv(n, in, out, x.data(), weights.data(), zero.data(), Activation::none, found.data());
  up_conv_slope(n, in, out, gradient.data(), transposed.data(), back.data());
  CHECK(inner(x, back) == Approx(inner(found, gradient)).epsilon(1e-4).margin(1e-2));
}

}  // namespace discern
