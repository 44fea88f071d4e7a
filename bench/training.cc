// What a step of training costs on one thread, against the same mathematics written with torch::nn,
// torch::optim::Adam and torch::autograd::grad; and what AnoGAN's search costs for many records at once,
// against one by one.
//   bench_training [--short] [RESULTS.json]
// Process CPU time, the least of some rounds in which all take turns, with --short of one of few steps; ours
// also keeps the running average of the weights, which plain LibTorch does not.
#include <fmt/format.h>
#include <torch/torch.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "methods/anogan.h"
#include "train/adversarial.h"

namespace discern {
namespace {

// Rounds that count, after one that warms up.
int rounds = 12;
bool is_short = false;
constexpr std::int64_t kColumns = 30, kLatent = 15, kWidth = 128;
constexpr double kPenalty = 10, kGamma = 0.5;
constexpr std::int64_t kLazy = 8;

double cpu_seconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

at::Tensor normal_rows(std::int64_t n, std::int64_t width) {
  Random random(1, "benchmark");
  at::Tensor rows = at::empty({n, width});
  for (std::int64_t i = 0; i < n * width; ++i) rows.data_ptr<float>()[i] = float(random.normal());
  return rows;
}

torch::nn::Sequential plain_network(std::int64_t inputs, std::int64_t outputs) {
  using torch::nn::LeakyReLU, torch::nn::LeakyReLUOptions, torch::nn::Linear;
  return torch::nn::Sequential(Linear(inputs, kWidth), LeakyReLU(LeakyReLUOptions().negative_slope(0.2)),
                               Linear(kWidth, kWidth), LeakyReLU(LeakyReLUOptions().negative_slope(0.2)),
                               Linear(kWidth, outputs));
}

enum class Game { wgan_gp, r3gan };

// The mathematics of DuelOf as it is usually written.
class PlainDuel {
 public:
  // every: steps from one penalty to the next. frozen: the generator's step leaves the critic's gradients
  // out.
  PlainDuel(at::Tensor real, std::int64_t batch, Game game, std::int64_t every, bool frozen)
      : real_(std::move(real)), batch_(batch), game_(game), every_(every), frozen_(frozen) {}

  void critic_step() {
    const at::Tensor x = real_batch();
    at::Tensor y;
    {
      const at::NoGradGuard constant;
      y = generator_->forward(at::randn({batch_, kLatent}));
    }
    const at::Tensor values = critic_->forward(at::cat({x, y}));
    at::Tensor loss = critic_loss(values.narrow(0, 0, batch_), values.narrow(0, batch_, batch_));
    if (steps_++ % every_ == 0) loss = loss + double(every_) * penalty(x, y);
    critic_adam_.zero_grad();
    loss.backward();
    critic_adam_.step();
  }

  void generator_step() {
    if (frozen_) freeze(true);
    const at::Tensor fake = critic_->forward(generator_->forward(at::randn({batch_, kLatent})));
    at::Tensor loss;
    if (game_ == Game::wgan_gp) {
      loss = -fake.mean();
    } else {
      at::Tensor real;
      {
        const at::NoGradGuard constant;
        real = critic_->forward(real_batch());
      }
      loss = at::softplus(real - fake).mean();
    }
    generator_adam_.zero_grad();
    loss.backward();
    generator_adam_.step();
    if (frozen_) freeze(false);
  }

 private:
  at::Tensor real_batch() const {
    return real_.index_select(0, at::randint(real_.size(0), {batch_}, at::kLong));
  }
  at::Tensor critic_loss(const at::Tensor& real, const at::Tensor& fake) const {
    return game_ == Game::wgan_gp ? fake.mean() - real.mean() : at::softplus(fake - real).mean();
  }
  at::Tensor input_gradient(const at::Tensor& x) {
    const at::Tensor leaf = x.detach().requires_grad_(true);
    return torch::autograd::grad({critic_->forward(leaf).sum()}, {leaf}, {}, true, true)[0];
  }
  at::Tensor penalty(const at::Tensor& x, const at::Tensor& y) {
    if (game_ == Game::wgan_gp) {
      const at::Tensor between = at::lerp(x, y, at::rand({batch_, 1}));
      return kPenalty * (input_gradient(between).square().sum(1).add(1e-12).sqrt() - 1).square().mean();
    }
    return kGamma / 2 * (input_gradient(x).square().sum(1).mean() + input_gradient(y).square().sum(1).mean());
  }
  void freeze(bool on) {
    for (at::Tensor& p : critic_->parameters()) p.set_requires_grad(!on);
  }

  at::Tensor real_;
  std::int64_t batch_;
  Game game_;
  std::int64_t every_, steps_ = 0;
  bool frozen_;
  torch::nn::Sequential generator_ = plain_network(kLatent, kColumns), critic_ = plain_network(kColumns, 1);
  torch::optim::Adam generator_adam_{generator_->parameters(),
                                     torch::optim::AdamOptions(5e-4).betas({0, 0.9})},
      critic_adam_{critic_->parameters(), torch::optim::AdamOptions(5e-4).betas({0, 0.9})};
};

AdversarialOptions options_of(Game game, std::int64_t batch) {
  AdversarialOptions options;
  options.batch = batch;
  options.latent = kLatent;
  options.width = kWidth;
  options.penalty_every = game == Game::r3gan ? kLazy : 1;
  if (game == Game::wgan_gp)
    options.objective = "wasserstein", options.penalty = kPenalty, options.r1 = options.r2 = 0;
  return options;
}

// The least CPU seconds that each needs for `repeats` of itself.
std::vector<double> take_turns(const std::vector<std::function<void()>>& contestants, int repeats) {
  std::vector<double> best(contestants.size(), 1e300);
  for (int round = 0; round <= rounds; ++round)
    for (std::size_t i = 0; i < contestants.size(); ++i) {
      const double start = cpu_seconds();
      for (int r = 0; r < repeats; ++r) contestants[i]();
      if (round > 0) best[i] = std::min(best[i], cpu_seconds() - start);
    }
  for (double& seconds : best) seconds /= repeats;
  return best;
}

Json steps_of(Game game, std::int64_t batch) {
  const at::Tensor real = normal_rows(20'000, kColumns);
  const AdversarialOptions options = options_of(game, batch);
  Duel ours(real, options, 1);
  PlainDuel plain(real, batch, game, options.penalty_every, false),
      frozen(real, batch, game, options.penalty_every, true), eager(real, batch, game, 1, false);
  const auto both = [](PlainDuel& duel) { return [&] { duel.critic_step(), duel.generator_step(); }; };
  // In multiples of kLazy, so that every round has as many penalties.
  const int repeats = is_short ? 1 : int(kLazy * std::max<std::int64_t>(1, 1024 / batch));
  const auto whole = take_turns(
      {[&] { ours.discriminator_step({}), ours.generator_step({}); }, both(plain), both(frozen), both(eager)},
      repeats);
  const auto critic =
      take_turns({[&] { ours.discriminator_step({}); }, [&] { plain.critic_step(); }}, repeats);
  const std::string name = game == Game::wgan_gp ? "wgan_gp" : "r3gan";
  Json out = {{"step", name},
              {"batch", batch},
              {"ours_us", 1e6 * whole[0]},
              {"plain_us", 1e6 * whole[1]},
              {"ratio", whole[1] / whole[0]},
              {"ratio_to_plain_with_frozen_critic", whole[2] / whole[0]},
              {"ratio_to_plain_with_every_penalty", whole[3] / whole[0]},
              {"critic_ours_us", 1e6 * critic[0]},
              {"critic_plain_us", 1e6 * critic[1]},
              {"critic_ratio", critic[1] / critic[0]}};
  fmt::print(
      "{:8} batch {:4}: {:7.1f} us a round, plain {:7.1f}: {:.2f}x (frozen {:.2f}x, every penalty {:.2f}x); "
      "critic alone {:.2f}x\n",
      name, batch, 1e6 * whole[0], 1e6 * whole[1], whole[1] / whole[0], whole[2] / whole[0],
      whole[3] / whole[0], critic[1] / critic[0]);
  std::fflush(stdout);
  return out;
}

Mlp random_network(std::vector<std::size_t> widths, std::uint64_t seed) {
  Mlp mlp({std::move(widths)});
  Random random(seed, "benchmark");
  initialise(mlp, random);
  return mlp;
}

// AnoGAN's search as it is usually written, of one record or of many that do not touch each other.
void plain_search(const MlpView& generator, const MlpView& critic, const at::Tensor& x,
                  const LatentSearch& search) {
  at::Tensor wanted, found;
  {
    const at::NoGradGuard constant;
    critic.forward_plain(x, &wanted);
  }
  at::Tensor z = at::zeros({x.size(0), kLatent}).set_requires_grad(true);
  torch::optim::Adam adam({z}, torch::optim::AdamOptions(search.rate));
  for (std::int64_t step = 0; step < search.steps; ++step) {
    const at::Tensor made = generator.forward_plain(z);
    critic.forward_plain(made, &found);
    const at::Tensor score = (1 - search.feature_weight) * (x - made).abs().sum(1) +
                             search.feature_weight * (wanted - found).abs().sum(1);
    adam.zero_grad();
    score.sum().backward();
    static_cast<torch::optim::AdamOptions&>(adam.param_groups()[0].options())
        .lr(search.rate * (1 - double(step + 1) / double(search.steps)));
    adam.step();
  }
}

Json search() {
  constexpr std::int64_t kRecords = 256, kFew = 8;
  LatentSearch asked;
  asked.steps = is_short ? 2 : 100;
  LatentSearch early = asked;
  early.patience = 10;
  Mlp generator = random_network({kLatent, kWidth, kWidth, kColumns}, 1);
  Mlp critic = random_network({kColumns, kWidth, kWidth, 1}, 2);
  const MlpView made(generator, MlpView::Kind::constant), judged(critic, MlpView::Kind::constant);
  const Anogan method(generator, critic, asked), stops(generator, critic, early);
  const at::Tensor x = normal_rows(kRecords, kColumns);
  std::vector<float> out(std::size_t(kRecords) * method.components().size());
  const auto ours = [&](std::int64_t n) { method.score(x.data_ptr<float>(), std::size_t(n), out.data()); };
  const auto one_by_one = [&](const auto& one) {
    for (std::int64_t i = 0; i < kFew; ++i) one(i);
  };
  const auto best = take_turns(
      {[&] { ours(kRecords); },
       [&] {
         one_by_one([&](std::int64_t i) { method.score(x.data_ptr<float>() + i * kColumns, 1, out.data()); });
       },
       [&] { one_by_one([&](std::int64_t i) { plain_search(made, judged, x.narrow(0, i, 1), asked); }); },
       [&] { plain_search(made, judged, x, asked); },
       [&] { stops.score(x.data_ptr<float>(), std::size_t(kRecords), out.data()); }},
      1);
  const double share = double(kRecords) / double(kFew);
  const double batched = best[0], ours_alone = share * best[1], plain_alone = share * best[2];
  fmt::print(
      "search of {} records: {:.1f} ms; one by one {:.1f} ms: {:.1f}x; plain one by one {:.1f} ms: {:.1f}x; "
      "plain batched {:.1f} ms: {:.2f}x; with early stop {:.1f} ms\n",
      kRecords, 1e3 * batched, 1e3 * ours_alone, ours_alone / batched, 1e3 * plain_alone,
      plain_alone / batched, 1e3 * best[3], best[3] / batched, 1e3 * best[4]);
  return {{"records", kRecords},
          {"steps", asked.steps},
          {"batched_ms", 1e3 * batched},
          {"one_by_one_ms", 1e3 * ours_alone},
          {"ratio", ours_alone / batched},
          {"plain_one_by_one_ms", 1e3 * plain_alone},
          {"ratio_to_plain_one_by_one", plain_alone / batched},
          {"plain_batched_ms", 1e3 * best[3]},
          {"ratio_to_plain_batched", best[3] / batched},
          {"early_stop_ms", 1e3 * best[4]}};
}

std::string cpu_model() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

int run(std::vector<std::string> arguments) {
  if (!arguments.empty() && arguments.front() == "--short") {
    is_short = true;
    rounds = 1;
    arguments.erase(arguments.begin());
  }
  if (arguments.size() > 1 || (!arguments.empty() && arguments.front().starts_with('-'))) {
    fmt::print(stderr, "usage: bench_training [--short] [RESULTS.json]\n");
    return 2;
  }
  at::set_num_threads(1);
  Json out = {
      {"cpu", cpu_model()},
      {"cores", std::thread::hardware_concurrency()},
      {"threads", 1},
      {"compiler", "g++ " __VERSION__},
      {"torch", TORCH_VERSION},
#ifdef NDEBUG
      {"build", "Release"},
#else
      {"build", "Debug"},
#endif
      {"network", {{"columns", kColumns}, {"latent", kLatent}, {"width", kWidth}, {"hidden_layers", 2}}},
      {"lazy_every", kLazy},
      {"steps", Json::array()}};
  for (const Game game : {Game::wgan_gp, Game::r3gan})
    for (const std::int64_t batch : {64, 256, 1024}) out["steps"].push_back(steps_of(game, batch));
  out["anogan_search"] = search();
  if (!arguments.empty()) std::ofstream(arguments.front()) << out.dump(1) << '\n';
  return 0;
}

}  // namespace
}  // namespace discern

int main(int count, char** values) {
  return discern::run({values + 1, values + count});
}
