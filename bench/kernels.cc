// What the kernels cost on one core: products against each other, a layer, a network, a neighbour search, and the
// default method on top of them. `of_limit` is the share of what this machine's products reach at most, measured in
// the same run.
//   bench_kernels --benchmark_filter=nearest
#include <benchmark/benchmark.h>

#include <cmath>
#include <string_view>

#include "base/random.h"
#include "bench/limits.h"
#include "kernels/dense.h"
#include "kernels/distances.h"
#include "kernels/gemm.h"
#include "methods/discern.h"
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
  const double all = flops * double(state.iterations());
  state.counters["flop/s"] = benchmark::Counter(all, benchmark::Counter::kIsRate);
  state.counters["of_limit"] =
      benchmark::Counter(all / bench::limit(bench::limits().product), benchmark::Counter::kIsRate);
}

void count_records(benchmark::State& state, std::size_t records) {
  state.counters["time/record"] = benchmark::Counter(
      double(records * state.iterations()), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// [n, k] x [k, m].
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
BENCHMARK(dense_layer)->ArgsProduct({{1, 128}, {128}, {0, 1, 2, 3}});

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

// Records that lie near a plane of a third as many dimensions, as those of most tables do.
Matrix correlated_rows(std::size_t n, std::size_t width, std::string_view purpose) {
  const std::size_t latents = (width + 2) / 3;
  Random weights(2, "benchmark"), random(3, purpose);
  std::vector<double> mix(latents * width), latent(latents);
  for (double& w : mix) w = weights.normal() / std::sqrt(double(latents));
  Matrix rows(n, width);
  for (std::size_t i = 0; i < n; ++i) {
    for (double& z : latent) z = random.normal();
    for (std::size_t j = 0; j < width; ++j) {
      double sum = 0.2 * random.normal();
      for (std::size_t l = 0; l < latents; ++l) sum += latent[l] * mix[l * width + j];
      rows.row(i)[j] = float(sum);
    }
  }
  return rows;
}

Mlp random_mlp(std::vector<std::size_t> widths, Activation hidden) {
  Mlp mlp({std::move(widths), hidden, Activation::none});
  mlp.parameters() = normals(mlp.parameters().size());
  for (float& p : mlp.parameters()) p = std::abs(p) / 16;
  return mlp;
}

// Width, records the memory holds: the evidence alone, then all of a record's score.
void discern_evidence(benchmark::State& state) {
  const std::size_t n = 4096, width = state.range(0), size = state.range(1);
  const Matrix normal = correlated_rows(size, width, "normal"), x = correlated_rows(n, width, "x");
  const Discern::Evidence evidence(normal, normal, 10);
  std::vector<float> out(n * evidence.size());
  for (auto _ : state) {
    evidence.measure(x.data.data(), n, out.data(), nullptr);
    benchmark::DoNotOptimize(out.data());
  }
  count_records(state, n);
}
BENCHMARK(discern_evidence)->Args({30, 8000});

void discern_score(benchmark::State& state) {
  const std::size_t n = 4096, width = state.range(0), size = state.range(1), latent = width / 2;
  const Matrix normal = correlated_rows(size, width, "normal"), x = correlated_rows(n, width, "x");
  Discern::Evidence evidence(normal, normal, 10);
  Discern::Networks networks{random_mlp({latent, 64, 64, width}, Activation::leaky_relu),
                             random_mlp({width, 64, 64, latent}, Activation::leaky_relu),
                             random_mlp({evidence.size(), 64, 64, 1}, Activation::elu_pair)};
  const Discern method(std::move(networks), std::move(evidence), 0.1, false, normal);
  std::vector<float> out(n * method.components().size());
  for (auto _ : state) {
    method.score(x.data.data(), n, out.data());
    benchmark::DoNotOptimize(out.data());
  }
  count_records(state, n);
}
BENCHMARK(discern_score)->Args({6, 8000})->Args({30, 8000})->Args({120, 8000});

}  // namespace

BENCHMARK_MAIN();
