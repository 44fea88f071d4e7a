#include "kernels/small_product.h"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/small_product_simd.h"
#include "testing/normals.h"

using namespace discern;

namespace {

using Bend = SmallProduct::Bend;
using Kernel = void (*)(const SmallProduct&);

// What this CPU can run.
std::vector<Kernel> kernels() {
  std::vector<Kernel> out;
#ifdef DISCERN_X86_KERNELS
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) out.push_back(small_product_avx2);
  if (__builtin_cpu_supports("avx512f")) out.push_back(small_product_avx512);
#endif
  return out;
}

// One chain of fused multiply-adds, for m > 1.
float chain(const SmallProduct& p, std::size_t i, std::size_t j) {
  float sum = p.add ? p.c[i * p.m + j] : p.bias ? p.bias[j] : 0.0f;
  for (std::size_t l = 0; l < p.k; ++l)
    sum = std::fma(p.a[p.turned ? l * p.n + i : i * p.k + l], p.b[l * p.m + j], sum);
  if (p.bend == Bend::slope_of) return p.value[i * p.m + j] > 0 ? sum : sum * p.slope;
  if (p.bend == Bend::leaky_relu) return std::max(sum, p.slope * sum);
  return p.bend == Bend::relu ? std::max(sum, 0.0f) : sum;
}

}  // namespace

TEST_CASE("a small product is to the bit one chain of multiply-adds, whatever the registers") {
  const std::size_t n = GENERATE(1, 2, 3, 7, 12, 13, 64), k = GENERATE(1, 16, 30, 128),
                    m = GENERATE(2, 7, 8, 9, 16, 30, 65, 128, 129);
  const bool turned = GENERATE(false, true);
  const auto a = normals(n * k, 1), b = normals(k * m, 2), bias = normals(m, 3), before = normals(n * m, 4);
  auto value = normals(n * m, 5);
  value[0] = 0, value[1] = std::nanf("");
  for (const Bend bend : {Bend::none, Bend::leaky_relu, Bend::relu, Bend::slope_of})
    for (const bool add : {false, true}) {
      auto start = before;
      const SmallProduct p{n,           k,   m,    a.data(), b.data(),     start.data(),
                           bias.data(), add, bend, 0.2f,     value.data(), turned};
      std::vector<float> expected(n * m);
      for (std::size_t i = 0; i < n * m; ++i) expected[i] = chain(p, i / m, i % m);
      for (const Kernel kernel : kernels()) {
        auto out = before;
        SmallProduct own = p;
        own.c = out.data();
        kernel(own);
        CHECK(out == expected);
      }
    }
}

TEST_CASE("one column is an inner product, the same bits in any batch and with any registers") {
  const std::size_t n = 13, k = GENERATE(1, 7, 8, 9, 15, 16, 17, 24, 25, 128);
  const auto a = normals(n * k, 5), b = normals(k, 6), bias = normals(1, 7);
  std::vector<std::vector<float>> found;
  for (const Kernel kernel : kernels()) {
    std::vector<float> whole(n), alone(n);
    SmallProduct p{n, k, 1, a.data(), b.data(), whole.data(), bias.data(), false, Bend::leaky_relu, 0.2f};
    kernel(p);
    p.n = 1;
    for (std::size_t i = 0; i < n; ++i) {
      p.a = a.data() + i * k;
      p.c = alone.data() + i;
      kernel(p);
      double sum = double(bias[0]);
      for (std::size_t l = 0; l < k; ++l) sum += double(p.a[l]) * double(b[l]);
      CHECK(double(alone[i]) == Approx(std::max(sum, 0.2 * sum)).margin(1e-5));
    }
    CHECK(whole == alone);
    found.push_back(whole);
  }
  for (const auto& values : found) CHECK(values == found.front());
}

TEST_CASE("one column is bent by the values beside it") {
  const float a[] = {1, 2, 3, 4}, b[] = {10, 1}, value[] = {0.5f, -1};
  for (const Kernel kernel : kernels()) {
    std::vector<float> out = {100, 200};
    kernel({.n = 2,
            .k = 2,
            .m = 1,
            .a = a,
            .b = b,
            .c = out.data(),
            .add = true,
            .bend = Bend::slope_of,
            .slope = 0.5f,
            .value = value});
    CHECK(out == std::vector<float>{112, 117});
  }
}

TEST_CASE("what is no number stays none, and infinity bends as any other number") {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const std::vector<float> a = {std::nanf(""), kInfinity, -kInfinity};
  for (const std::size_t m : {std::size_t(1), std::size_t(3)})
    for (const Kernel kernel : kernels()) {
      const std::vector<float> b(m, 1.0f);
      std::vector<float> out(3 * m);
      kernel({3, 1, m, a.data(), b.data(), out.data(), nullptr, false, Bend::leaky_relu, 0.2f});
      CHECK(std::isnan(out[0]));
      CHECK(out[m] == kInfinity);
      CHECK(out[2 * m] == -kInfinity);
      kernel({3, 1, m, a.data(), b.data(), out.data(), nullptr, false, Bend::relu});
      CHECK(std::isnan(out[0]));
      CHECK(out[m] == kInfinity);
      CHECK(out[2 * m] == 0);
    }
}

TEST_CASE("whether a small product is computed depends on the right side alone") {
  const std::size_t k = 300, m = 300;
  const auto a = normals(2 * k, 8), b = normals(k * m, 9);
  std::vector<float> c(2 * m, 7.0f);
  for (const std::size_t n : {std::size_t(1), std::size_t(2)})
    CHECK_FALSE(small_product({.n = n, .k = k, .m = m, .a = a.data(), .b = b.data(), .c = c.data()}));
  CHECK(c == std::vector<float>(2 * m, 7.0f));
}
