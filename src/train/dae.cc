#include "train/dae.h"

#include <algorithm>
#include <cmath>

#include "train/batches.h"
#include "train/curve.h"
#include "train/stage.h"
#include "train/trained_network.h"

namespace discern {
namespace {

// What an interrupted training still makes, so that there is something to keep.
constexpr std::int64_t kFewestSteps = 300;

std::int64_t chosen(std::int64_t value, double otherwise) {
  return value ? value : std::int64_t(std::llround(otherwise));
}

MlpShape shape_of(const DaeOptions& options, std::size_t features) {
  const auto width = std::size_t(options.width), code = std::size_t(options.code);
  return {{features, width, code, width, features}};
}

struct Noise : Stateful {
  at::Generator generator;

  explicit Noise(Random random) : generator(generator_from(random)) {}
  void save(Archive& archive, const std::string& name) const override {
    save_noise(archive, name, generator);
  }
  void load(const Archive& archive, const std::string& name) override {
    load_noise(archive, name, generator);
  }
};

}  // namespace

DaeOptions resolve(DaeOptions options, std::size_t n, std::size_t width) {
  const double rows = double(n), columns = double(width);
  options.code = chosen(options.code, std::clamp(std::ceil(columns / 2), 2.0, 32.0));
  options.width = chosen(options.width, columns <= 48 ? 64 : 128);
  options.batch = chosen(options.batch, std::clamp(rows / 4, 16.0, 64.0));
  return options;
}

Learned learn_dae(const Matrix& normal, const std::map<std::string, std::string>& settings,
                  LearnContext& context) {
  const DaeOptions options = resolve(dae_options().from(settings), normal.rows, normal.cols);
  at::set_num_threads(int(context.threads));
  TrainedNetwork network(shape_of(options, normal.cols), Random(context.seed, "dae weights"),
                         {options.rate, 0.9, 0.999}, options.ema);
  Batches batches(tensor_of(normal), options.batch, Random(context.seed, "dae batches"));
  Noise noise(Random(context.seed, "dae noise"));

  Curve curve;
  Stage stage(context, "auto-encoder", options.steps, kFewestSteps);
  stage.keep("network", network).keep("batches", batches).keep("noise", noise).keep("loss", curve);
  for (std::int64_t step = stage.begin(); stage.goes_on(step, curve.last()); ++step) {
    const at::Tensor x = batches.next();
    const at::Tensor noisy = x + options.noise * at::randn(x.sizes(), noise.generator);
    const at::Tensor loss = at::mse_loss(network.learning().forward(noisy), x);
    network.step(loss, stage.rate_share(step));
    curve.add(loss.item<double>());
  }

  Learned learned;
  learned.options = dae_options().save(options);
  learned.curves = {{"reconstruction loss", curve.save()}};
  learned.checks = {{"skipped_steps", network.skipped()}};
  learned.method = make_dae(network.average());
  return learned;
}

}  // namespace discern
