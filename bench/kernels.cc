// What the kernels cost on one core: products against each other, a layer, a network, a neighbour search.
//   bench_kernels --benchmark_filter=nearest
#include <benchmark/benchmark.h>

#include "base/random.h"
#include "kernels/dense.h"
#include "kernels/distances.h"
#include "kernels/gemm.h"
#include "nets/mlp.h"

namespace {

using namespace discern;

std::vector<float> normals(std::size_t n) {
  Random random(1, "benchmark");
  std::vector<float> values(n);
  for (float& v : values) v = float(random.normal());
  return values;
}

Matrix normal_rows(std::size_t n, std::size_t width) {
  Matrix rows(n, width);
  rows.data = normals(n * width);
  return rows;
}

void count_flops(benchmark::State& state, double flops) {
  state.counters["flop/s"] =
      benchmark::Counter(flops * double(state.iterations()), benchmark::Counter::kIsRate);
}

void count_records(benchmark::State& state, std::size_t records) {
  state.counters["time/record"] = benchmark::Counter(
      double(records * state.iterations()), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// [n, k] x [k, m]; the largest square one is the peak the others are held against.
void gemm_product(benchmark::State& state) {
  const std::size_t n = state.range(0), k = state.range(1), m = state.range(2);
  const auto a = normals(n * k), b = normals(k * m);
  std::vector<float> c(n * m);
  for (auto _ : state) {
    gemm(n, k, m, a.data(), b.data(), 0.0f, c.data());
    benchmark::DoNotOptimize(c.data());
  }
  count_flops(state, 2.0 * double(n * k * m));
}
BENCHMARK(gemm_product)
    ->Args({1024, 1024, 1024})
    ->Args({128, 128, 128})
    ->Args({128, 30, 128})
    ->Args({64, 31, 1024});

void dense_layer(benchmark::State& state) {
  const std::size_t n = state.range(0), width = state.range(1);
  const auto x = normals(n * width), weights = normals(width * width), bias = normals(width);
  std::vector<float> out(n * width);
  const auto activation = Activation(state.range(2));
  state.SetLabel(std::string(activation_name(activation)));
  for (auto _ : state) {
    dense(n, width, width, x.data(), weights.data(), bias.data(), activation, out.data());
    benchmark::DoNotOptimize(out.data());
  }
  count_flops(state, 2.0 * double(n * width * width));
  count_records(state, n);
}
BENCHMARK(dense_layer)->ArgsProduct({{1, 128}, {128}, {0, 1, 2}});

void mlp_forward(benchmark::State& state) {
  const std::size_t n = state.range(0);
  Mlp mlp({{30, 128, 128, 16, 128, 128, 30}, Activation::leaky_relu, Activation::none});
  mlp.parameters() = normals(mlp.parameters().size());
  const auto x = normals(n * mlp.inputs());
  std::vector<float> out(n * mlp.outputs());
  for (auto _ : state) {
    mlp.forward(x.data(), n, out.data());
    benchmark::DoNotOptimize(out.data());
  }
  count_flops(state, 2.0 * double(n * mlp.parameters().size()));
  count_records(state, n);
}
BENCHMARK(mlp_forward)->Arg(1)->Arg(64)->Arg(1024);

// Records, width, bank.
void nearest(benchmark::State& state) {
  const std::size_t n = state.range(0), width = state.range(1), size = state.range(2), k = 5;
  const Bank bank(normal_rows(size, width));
  const auto x = normals(n * width);
  std::vector<std::uint32_t> index(n * k);
  std::vector<double> distance(n * k);
  for (auto _ : state) {
    bank.nearest(x.data(), n, k, index.data(), distance.data());
    benchmark::DoNotOptimize(distance.data());
  }
  count_records(state, n);
}
BENCHMARK(nearest)
    ->ArgsProduct({{1, 4096}, {30}, {8000, 20000}})
    ->Args({4096, 6, 20000})
    ->Args({4096, 300, 20000});

}  // namespace

BENCHMARK_MAIN();
