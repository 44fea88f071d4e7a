#include "kernels/dense.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <thread>
#include <vector>

#include "base/random.h"
#include "kernels/gemm.h"
#include "testing/faults.h"
#include "testing/normals.h"

using namespace discern;

namespace {

void check_close(const std::vector<float>& a, const std::vector<float>& b, std::size_t terms) {
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::abs(double(a[i]) - double(b[i])));
  CHECK(worst <= 2e-6 * double(terms + 1));
}

// Whether the rows [start, start + n) of a layer's output are the same bits computed alone.
struct Layer {
  std::size_t inputs, outputs;
  std::vector<float> x, weights, bias, whole;
  Activation activation = Activation::tanh;

  Layer(std::size_t rows, std::size_t k, std::size_t m)
      : inputs(k), outputs(m), x(normals(rows * k, 1)), weights(normals(k * m, 2)), bias(normals(m, 3)) {
    whole = run(0, rows);
  }
  std::vector<float> run(std::size_t start, std::size_t n) const {
    std::vector<float> out(n * outputs);
    dense(n, inputs, outputs, x.data() + start * inputs, weights.data(), bias.data(), activation, out.data());
    return out;
  }
  bool same(std::size_t start, std::size_t n) const {
    const std::vector<float> part = run(start, n);
    return std::equal(part.begin(), part.end(), whole.begin() + std::ptrdiff_t(start * outputs));
  }
  bool same_everywhere() const {
    const std::size_t rows = x.size() / inputs;
    for (const std::size_t n : {1, 7, 64, 128, 129, 1000})
      for (std::size_t start = 0; start < rows; start += 211)
        if (!same(start, std::min(n, rows - start))) return false;
    return true;
  }
};

}  // namespace

TEST_CASE("a product of two small matrices is what it is by hand") {
  const float a[] = {1, 2, 3, 4, 5, 6}, b[] = {7, 8, 9, 10, 11, 12};
  std::vector<float> c(4, std::nanf(""));
  gemm(2, 3, 2, a, b, 0.0f, c.data());
  CHECK(c == std::vector<float>{58, 64, 139, 154});
  gemm(2, 3, 2, a, b, 1.0f, c.data());
  CHECK(c == std::vector<float>{116, 128, 278, 308});
}

TEST_CASE("gemm agrees with its reference over random sizes") {
  Random random(4, "sizes");
  for (int trial = 0; trial < 60; ++trial) {
    const std::size_t n = 1 + random.below(150), k = 1 + random.below(150), m = 1 + random.below(150);
    const float beta = float(random.below(2));
    const auto a = normals(n * k, 5), b = normals(k * m, 6);
    auto c = normals(n * m, 7), expected = c;
    gemm(n, k, m, a.data(), b.data(), beta, c.data());
    gemm_reference(n, k, m, a.data(), b.data(), beta, expected.data());
    check_close(c, expected, k);
    c = normals(n * m, 7);
    gemm_loose(n, k, m, a.data(), b.data(), beta, c.data());
    check_close(c, expected, k);
  }
}

TEST_CASE("products with a matrix turned are those of the matrix turned beforehand") {
  Random random(8, "sizes");
  const auto turned = [](const std::vector<float>& from, std::size_t rows, std::size_t columns) {
    std::vector<float> to(from.size());
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < columns; ++j) to[j * rows + i] = from[i * columns + j];
    return to;
  };
  for (int trial = 0; trial < 40; ++trial) {
    const std::size_t n = 1 + random.below(150), k = 1 + random.below(150), m = 1 + random.below(150);
    const float beta = float(random.below(2));
    const auto a = normals(n * k, 5), b = normals(k * m, 6);
    auto expected = normals(n * m, 7), c = expected;
    gemm_reference(n, k, m, a.data(), b.data(), beta, expected.data());
    gemm_nt(n, k, m, a.data(), turned(b, k, m).data(), beta, c.data());
    check_close(c, expected, k);
    c = normals(n * m, 7);
    gemm_tn(n, k, m, turned(a, n, k).data(), b.data(), beta, c.data());
    check_close(c, expected, k);
  }
}

TEST_CASE("a deep product of a turned matrix adds up all its rows, with one column too") {
  const std::size_t k = GENERATE(63, 64, 65, 500), m = GENERATE(1, 30, 1100);
  const std::size_t n = 7;
  const auto a = normals(k * n, 5), b = normals(k * m, 6);
  std::vector<float> as_it_lies(n * k), expected(n * m, 0.5f), c = expected;
  transpose(k, n, a.data(), as_it_lies.data());
  gemm_reference(n, k, m, as_it_lies.data(), b.data(), 1.0f, expected.data());
  gemm_tn(n, k, m, a.data(), b.data(), 1.0f, c.data());
  check_close(c, expected, k);
}

TEST_CASE("transposing puts each number where it belongs") {
  const std::size_t n = GENERATE(1, 7, 8, 17), m = GENERATE(1, 8, 9, 24);
  const auto from = normals(n * m, 5);
  std::vector<float> to(n * m);
  transpose(n, m, from.data(), to.data());
  bool right = true;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < m; ++j) right = right && to[j * n + i] == from[i * m + j];
  CHECK(right);
}

TEST_CASE("a row of a product has the same bits in any batch and at any place, wide or deep") {
  const std::size_t k = GENERATE(1, 2, 31, 300), m = GENERATE(1, 2, 16, 257, 600);
  const float beta = GENERATE(0.0f, 1.0f);
  const std::size_t rows = 400;
  const auto a = normals(rows * k, 12), b = normals(k * m, 13);
  std::vector<float> whole(rows * m, 0.1f);
  gemm(rows, k, m, a.data(), b.data(), beta, whole.data());
  bool same = true;
  for (const std::size_t n : {1, 2, 3, 7, 12, 13, 192, 193, 205})
    for (const std::size_t start : {0, 1, 5, 130}) {
      std::vector<float> part(n * m, 0.1f);
      gemm(n, k, m, a.data() + start * k, b.data(), beta, part.data());
      same = same && std::equal(part.begin(), part.end(), whole.begin() + std::ptrdiff_t(start * m));
    }
  CHECK(same);
}

TEST_CASE("a dense layer adds its bias and bends below zero") {
  const float x[] = {1, -1}, weights[] = {1, 2, 3, 1}, bias[] = {1, -2};
  std::vector<float> out(2);
  dense(1, 2, 2, x, weights, bias, Activation::none, out.data());
  CHECK(out == std::vector<float>{-1, -1});
  dense(1, 2, 2, x, weights, bias, Activation::leaky_relu, out.data());
  CHECK(out == std::vector<float>{-0.2f, -0.2f});
  dense(1, 2, 2, x, weights, bias, Activation::tanh, out.data());
  CHECK(out[0] == Approx(std::tanh(-1.0)));
}

TEST_CASE("activations are what they are by hand, and stay finite far out") {
  struct Case {
    Activation activation;
    double below, above;  // at -1 and at 2
  };
  const Case cases[] = {{Activation::relu, 0, 2},
                        {Activation::elu, std::exp(-1.0) - 1, 2},
                        {Activation::silu, -1 / (1 + std::exp(1.0)), 2 / (1 + std::exp(-2.0))},
                        {Activation::sigmoid, 1 / (1 + std::exp(1.0)), 1 / (1 + std::exp(-2.0))}};
  const float one = 1, zero = 0;
  const std::vector<float> x = {-1, 2, -1e6f, 1e6f};
  for (const Case& wanted : cases) {
    std::vector<float> out(4);
    dense(4, 1, 1, x.data(), &one, &zero, wanted.activation, out.data());
    CHECK(out[0] == Approx(wanted.below));
    CHECK(out[1] == Approx(wanted.above));
    CHECK(std::isfinite(out[2]));
    CHECK(std::isfinite(out[3]));
  }
}

TEST_CASE("an elu pair bends half of its units below zero, the other half above, and never falls") {
  const float x[] = {1}, weights[] = {2, -2, 2, -2}, bias[] = {0, 0, 0, 0};
  std::vector<float> out(4);
  dense(1, 1, 4, x, weights, bias, Activation::elu_pair, out.data());
  CHECK(out[0] == 2);
  CHECK(out[1] == Approx(std::exp(-2.0) - 1));
  CHECK(out[2] == Approx(1 - std::exp(-2.0)));
  CHECK(out[3] == -2);
  // Of an odd number of units the second half has one more.
  dense(1, 1, 3, x, weights, bias, Activation::elu_pair, out.data());
  CHECK(out[0] == 2);
  CHECK(out[1] == -2);
  CHECK(out[2] == Approx(1 - std::exp(-2.0)));
  const float ones[] = {1, 1};
  float before[] = {-1e30f, -1e30f}, now[2];
  for (const float t : {-200.0f, -3.0f, -1e-6f, 0.0f, 1e-6f, 0.5f, 3.0f, 200.0f, 1e30f}) {
    dense(1, 1, 2, &t, ones, bias, Activation::elu_pair, now);
    CHECK(now[0] >= before[0]);
    CHECK(now[1] >= before[1]);
    std::copy_n(now, 2, before);
  }
}

TEST_CASE("dense agrees with its reference over random sizes and all activations") {
  Random random(8, "sizes");
  for (int trial = 0; trial < 60; ++trial) {
    const std::size_t n = 1 + random.below(150), k = 1 + random.below(150), m = 1 + random.below(150);
    const auto activation = Activation(trial % 8);
    const auto x = normals(n * k, 9), weights = normals(k * m, 10), bias = normals(m, 11);
    std::vector<float> out(n * m), expected(n * m);
    dense(n, k, m, x.data(), weights.data(), bias.data(), activation, out.data());
    dense_reference(n, k, m, x.data(), weights.data(), bias.data(), activation, expected.data());
    check_close(out, expected, k);
  }
}

TEST_CASE("a row of a dense layer has the same bits in any batch, at any place and in four threads at once") {
  const std::size_t inputs = GENERATE(1, 30, 128), outputs = GENERATE(1, 19, 128);
  const Layer layer(1000, inputs, outputs);
  CHECK(layer.same_everywhere());
  std::vector<char> result(4);
  std::vector<std::thread> threads;
  for (char& r : result) threads.emplace_back([&] { r = layer.same_everywhere(); });
  for (std::thread& thread : threads) thread.join();
  CHECK(result == std::vector<char>(4, 1));
}

TEST_CASE("an activation's name reads back, and an unknown one is refused") {
  for (const Activation a : {Activation::none, Activation::leaky_relu, Activation::tanh, Activation::relu,
                             Activation::elu, Activation::silu, Activation::sigmoid, Activation::elu_pair})
    CHECK(activation_from(activation_name(a)) == a);
  check_fault(Fault::model, "activation \"relu9\" is not known", [] { activation_from("relu9"); });
}
