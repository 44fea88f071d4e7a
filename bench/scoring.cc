// Scoring's networks on one thread, ours against the same weights in torch::nn modules under InferenceMode:
// encoder, generator and critic of width 128 for 30 columns, one after the other; and the convolutions of an
// encoder and a generator of pictures. Printed is the time a record, the ratio of the fastest rounds, and the
// share of the products' limit measured in the same run.
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
#include "nets/conv_net.h"
#include "nets/mlp.h"
#include "tools/command_line.h"
#include "tools/run.h"

namespace discern::bench {
namespace {

constexpr std::size_t kWidth = 128, kRecord = 30, kLatent = 16;
constexpr std::array<std::size_t, 3> kBatches = {1, 64, 1024};
constexpr std::array<std::size_t, 2> kSides = {28, 64}, kPictures = {1, 24};

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
  static std::string name() { return ""; }
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
};

// As picture_reader's and picture_generator's (train/picture_nets.h), without the dense layers between them.
ConvNet random_conv_net(std::size_t side) {
  const std::size_t half = side / 2;
  const Window window{5, 2, 2};
  ConvNet net({{side, side, 1},
               0,
               {conv_layer(16, window), conv_layer(32, window), up_conv_layer({half, half, 16}),
                up_conv_layer({side, side, 8}), conv_layer(1, {3, 1, 1}, Activation::tanh)}});
  Random random(1, "convolutions");
  for (float& p : net.parameters()) p = float(random.normal() / std::sqrt(64.0));
  return net;
}

torch::nn::Sequential as_module(const ConvNet& net) {
  torch::nn::Sequential out;
  torch::NoGradGuard no_gradient;
  auto* const parameters = const_cast<float*>(net.parameters().data());
  for (const ConvNet::Layer& l : net.layers()) {
    const auto in = std::int64_t(l.in.channels), to = std::int64_t(l.out.channels),
               size = std::int64_t(l.window.size);
    const auto bias = torch::from_blob(parameters + l.bias, {to});
    if (l.kind == ConvLayer::Kind::conv) {
      torch::nn::Conv2d conv(torch::nn::Conv2dOptions(in, to, size)
                                 .stride(std::int64_t(l.window.stride))
                                 .padding(std::int64_t(l.window.padding)));
      conv->weight.copy_(
          torch::from_blob(parameters + l.weights, {size, size, in, to}).permute({3, 2, 0, 1}));
      conv->bias.copy_(bias);
      out->push_back(conv);
    } else {
      torch::nn::ConvTranspose2d conv(torch::nn::ConvTranspose2dOptions(in, to, 4).stride(2).padding(1));
      conv->weight.copy_(torch::from_blob(parameters + l.weights, {2, 2, in, 2, 2, to})
                             .flip({0, 1})
                             .permute({2, 5, 0, 3, 1, 4})
                             .reshape({in, to, 4, 4}));
      conv->bias.copy_(bias);
      out->push_back(conv);
    }
    if (l.activation == Activation::tanh)
      out->push_back(torch::nn::Tanh());
    else
      out->push_back(torch::nn::LeakyReLU(torch::nn::LeakyReLUOptions().negative_slope(kLeakySlope)));
  }
  out->eval();
  return out;
}

struct Convolutions {
  explicit Convolutions(std::size_t of_side)
      : side(of_side), net(random_conv_net(side)), module(as_module(net)) {}

  std::size_t side;
  ConvNet net;
  torch::nn::Sequential module;

  // A transposed convolution's square is laid around every pixel of its input.
  double flops() const {
    double sum = 0;
    for (const ConvNet::Layer& l : net.layers())
      sum += double(l.rows() * l.columns()) *
             double(l.kind == ConvLayer::Kind::conv ? l.out.pixels() : l.in.pixels());
    return 2 * sum;
  }
  std::string name() const { return fmt::format("convolutions/{}/", side); }
};

struct PictureBatch {
  const Convolutions& networks;
  std::vector<float> x, value;
  torch::Tensor tensor, score;

  PictureBatch(const Convolutions& of, std::size_t n)
      : networks(of), x(n * of.net.inputs()), value(n * of.net.outputs()) {
    Random random(2, "pictures");
    for (float& v : x) v = float(random.normal());
    const auto side = std::int64_t(of.side);
    tensor = torch::from_blob(x.data(), {std::int64_t(n), 1, side, side});
  }
  void ours() { networks.net.forward(x.data(), x.size() / networks.net.inputs(), value.data()); }
  void torch_nn() {
    auto module = networks.module;
    score = module->forward(tensor);
  }
};

// The largest difference, against the largest value.
template <class Batch>
double disagreement(Batch& batch) {
  batch.ours();
  batch.torch_nn();
  const torch::Tensor score = batch.score.contiguous();
  double most = 0, largest = 0;
  for (std::size_t i = 0; i < batch.value.size(); ++i) {
    most = std::max(most, double(std::abs(batch.value[i] - score.template data_ptr<float>()[i])));
    largest = std::max(largest, double(std::abs(batch.value[i])));
  }
  return most / largest;
}

// OpenBLAS's own threads, in the flavours that have some, do not follow at::set_num_threads.
void use_one_thread() {
  at::set_num_threads(1);
  if (void* const set = dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))
    reinterpret_cast<void (*)(int)>(set)(1);
}

template <class Batch, class Networks>
void measure(const Networks& networks, std::size_t n, const ScoringBenchOptions& options, Measurements& out) {
  Batch batch(networks, n);
  if (const double found = disagreement(batch); !(found < 1e-5))
    fail(Fault::usage, "bench_scoring: the two differ by {:.2g}; report this", found);
  const auto seconds =
      alternate({[&] { batch.ours(); }, [&] { batch.torch_nn(); }}, int(options.rounds), options.seconds);
  const double own = fastest(seconds[0]), other = fastest(seconds[1]);
  const double share = networks.flops() * double(n) / own / limit(limits().product);
  fmt::print(
      "{}batch {:>4}: {:8.3f} us a record against {:8.3f}: {:5.2f} times as fast, {:5.1f} % of the limit\n",
      networks.name(), n, 1e6 * own / double(n), 1e6 * other / double(n), other / own, 100 * share);
  out.add({fmt::format("scoring/{}ours/{}", networks.name(), n), "s", seconds[0]});
  out.add({fmt::format("scoring/{}torch_nn/{}", networks.name(), n), "s", seconds[1]});
  out.derive(fmt::format("scoring/{}ratio/{}", networks.name(), n), other / own);
  out.derive(fmt::format("scoring/{}of_limit/{}", networks.name(), n), share);
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
  for (const std::size_t n : kBatches) measure<Batch>(networks, n, options, out);
  for (const std::size_t side : kSides) {
    const Convolutions convolutions(side);
    for (const std::size_t n : kPictures) measure<PictureBatch>(convolutions, n, options, out);
  }
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
