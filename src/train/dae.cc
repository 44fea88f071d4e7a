#include "train/dae.h"

#include <algorithm>
#include <cmath>

#include "train/adversarial.h"
#include "train/batches.h"
#include "train/curve.h"
#include "train/stage.h"
#include "train/trained_network.h"

namespace discern {
namespace {

// What an interrupted training still makes, so that there is something to keep.
constexpr std::int64_t kFewestSteps = 300;
constexpr std::int64_t kSteps = 3000;  // usual

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
  options.steps = chosen_steps(options.steps, kSteps, n, options.batch);
  return options;
}

Learned learn_dae(const Matrix& normal, const std::map<std::string, std::string>& settings,
                  LearnContext& context) {
  const DaeOptions options = resolve(dae_options().from(settings), normal.rows, normal.cols);
  at::set_num_threads(int(context.threads));
  TrainedNetwork network(shape_of(options, normal.cols), Random(context.seed, "dae weights"),
                         {options.rate, 0.9, 0.999}, options.ema);
  const auto [rows, held_out] = hold_out(normal, context);
  Batches batches(rows, options.batch, Random(context.seed, "dae batches"));
  Noise noise(Random(context.seed, "dae noise"));

  Curve curve;
  Best best(options.steps, options.patience);
  const auto look = [&, held = held_out] {
    const at::NoGradGuard constant;
    Mlp now = network.average();
    const double error =
        at::mse_loss(MlpView(now, MlpView::Kind::constant).forward(held), held).item<double>();
    best.offer({std::move(now)}, error);
  };
  Stage stage(context, "auto-encoder", options.steps, kFewestSteps);
  stage.keep("network", network).keep("batches", batches).keep("noise", noise).keep("loss", curve);
  stage.watch("best", best);
  const auto step = [&](std::int64_t i) {
    const at::Tensor x = batches.next();
    const at::Tensor noisy = x + options.noise * at::randn(x.sizes(), noise.generator);
    const at::Tensor loss = at::mse_loss(network.learning().forward(noisy), x);
    network.step(loss, stage.rate_share(i));
    curve.add(loss.item<double>());
  };
  make_steps(stage, best, curve, step, look);

  Learned learned;
  learned.options = dae_options().save(options);
  learned.curves = {{"reconstruction loss", curve.save()}, {"held-out reconstruction error", best.curve()}};
  learned.checks = {{"skipped_steps", network.skipped()}};
  learned.method = make_dae(std::move(best.networks()[0]));
  return learned;
}

}  // namespace discern
