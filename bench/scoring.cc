// Scoring's networks on one thread: encoder, generator and critic of width 128 for 30 columns, one after the
// other, ours against the same weights in torch::nn modules under InferenceMode. Printed is the time a
// record, the ratio of the fastest rounds, and the share of the products' limit measured in the same run.
//   bench_scoring --rounds 30 --json scoring.json
#include <torch/torch.h>
// glog, which torch brings, defines macros of names that others use.
#undef CHECK

#include <dlfcn.h>
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "base/fail.h"
#include "base/options.h"
#include "base/random.h"
#include "bench/limits.h"
#include "nets/mlp.h"
#include "tools/command_line.h"
#include "tools/run.h"

namespace discern::bench {
namespace {

constexpr std::size_t kWidth = 128, kRecord = 30, kLatent = 16;
constexpr std::array<std::size_t, 3> kBatches = {1, 64, 1024};

struct ScoringBenchOptions {
  std::int64_t rounds = 30;
  double seconds = 0.02;
  std::string json;
};

const OptionTable<ScoringBenchOptions>& scoring_bench_options() {
  using O = ScoringBenchOptions;
  static const auto table = OptionTable<O>("bench_scoring")
                                .add("rounds", &O::rounds, "N", "rounds of each", range(1, 1000))
                                .add("seconds", &O::seconds, "S", "processor time a round", range(0, 100))
                                .add("json", &O::json, "FILE", "where the rounds are written");
  return table;
}

Mlp random_mlp(std::size_t inputs, std::size_t outputs, const char* purpose) {
  Mlp mlp({{inputs, kWidth, kWidth, outputs}, Activation::leaky_relu, Activation::none});
  Random random(1, purpose);
  for (float& p : mlp.parameters()) p = float(random.normal() / std::sqrt(double(kWidth)));
  return mlp;
}

torch::nn::Sequential as_module(const Mlp& mlp) {
  torch::nn::Sequential out;
  torch::NoGradGuard no_gradient;
  for (std::size_t l = 0; l < mlp.layers(); ++l) {
    const auto in = std::int64_t(mlp.shape().widths[l]), units = std::int64_t(mlp.shape().widths[l + 1]);
    torch::nn::Linear linear(in, units);
    auto* const parameters = const_cast<float*>(mlp.parameters().data());
    linear->weight.copy_(torch::from_blob(parameters + mlp.weight_offset(l), {in, units}).t());
    linear->bias.copy_(torch::from_blob(parameters + mlp.bias_offset(l), {units}));
    out->push_back(linear);
    if (l + 1 < mlp.layers())
      out->push_back(torch::nn::LeakyReLU(torch::nn::LeakyReLUOptions().negative_slope(kLeakySlope)));
  }
  out->eval();
  return out;
}

struct Networks {
  Mlp encoder = random_mlp(kRecord, kLatent, "encoder"),
      generator = random_mlp(kLatent, kRecord, "generator"), critic = random_mlp(kRecord, 1, "critic");
  torch::nn::Sequential encoder_module = as_module(encoder), generator_module = as_module(generator),
                        critic_module = as_module(critic);

  double flops() const {
    double weights = 0;
    for (const Mlp* mlp : {&encoder, &generator, &critic}) weights += double(mlp->parameters().size());
    return 2 * weights;
  }
};

struct Batch {
  const Networks& networks;
  std::size_t n;
  std::vector<float> x, latent, made, value;
  torch::Tensor tensor, score;

  Batch(const Networks& of, std::size_t records)
      : networks(of), n(records), x(n * kRecord), latent(n * kLatent), made(n * kRecord), value(n) {
    Random random(2, "records");
    for (float& v : x) v = float(random.normal());
    tensor = torch::from_blob(x.data(), {std::int64_t(n), std::int64_t(kRecord)});
  }
  void ours() {
    networks.encoder.forward(x.data(), n, latent.data());
    networks.generator.forward(latent.data(), n, made.data());
    networks.critic.forward(made.data(), n, value.data());
  }
  void torch_nn() {
    auto generator = networks.generator_module, critic = networks.critic_module,
         encoder = networks.encoder_module;
    score = critic->forward(generator->forward(encoder->forward(tensor)));
  }
  // The largest difference, against the largest value.
  double disagreement() {
    ours();
    torch_nn();
    double most = 0, largest = 0;
    for (std::size_t i = 0; i < n; ++i) {
      most = std::max(most, double(std::abs(value[i] - score.data_ptr<float>()[i])));
      largest = std::max(largest, double(std::abs(value[i])));
    }
    return most / largest;
  }
};

// OpenBLAS's own threads, in the flavours that have some, do not follow at::set_num_threads.
void use_one_thread() {
  at::set_num_threads(1);
  if (void* const set = dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))
    reinterpret_cast<void (*)(int)>(set)(1);
}

void measure(const Networks& networks, std::size_t n, const ScoringBenchOptions& options, Measurements& out) {
  Batch batch(networks, n);
  if (const double found = batch.disagreement(); !(found < 1e-5))
    fail(Fault::usage, "bench_scoring: the two differ by {:.2g}; report this", found);
  const auto seconds =
      alternate({[&] { batch.ours(); }, [&] { batch.torch_nn(); }}, int(options.rounds), options.seconds);
  const double own = fastest(seconds[0]), other = fastest(seconds[1]);
  const double share = networks.flops() * double(n) / own / limit(limits().product);
  fmt::print(
      "batch {:>4}: {:8.3f} us a record against {:8.3f}: {:5.2f} times as fast, {:5.1f} % of the limit\n", n,
      1e6 * own / double(n), 1e6 * other / double(n), other / own, 100 * share);
  out.add({fmt::format("scoring/ours/{}", n), "s", seconds[0]});
  out.add({fmt::format("scoring/torch_nn/{}", n), "s", seconds[1]});
  out.derive(fmt::format("scoring/ratio/{}", n), other / own);
  out.derive(fmt::format("scoring/of_limit/{}", n), share);
}

int run_scoring(const Arguments& arguments) {
  ScoringBenchOptions options;
  expect_count(parse_into(scoring_bench_options(), arguments, options), 0, 0, "bench_scoring",
               "no positional argument");
  use_one_thread();
  const c10::InferenceMode inference;
  const Networks networks;
  Measurements out(1);
  out.add(limits().product);
  fmt::print("limit of products: {:.1f} Gflop/s\n", limit(limits().product) / 1e9);
  for (const std::size_t n : kBatches) measure(networks, n, options, out);
  out.write(options.json);
  return 0;
}

}  // namespace
}  // namespace discern::bench

int main(int count, char** arguments) {
  return discern::run_program([&] {
    return discern::bench::run_scoring({arguments + 1, arguments + count});
  });
}
