#include "train/gaal.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "methods/discriminator_score.h"
#include "methods/rows.h"
#include "train/adversarial.h"
#include "train/stage.h"

namespace discern {
namespace {

constexpr std::int64_t kGeneratorSteps = 300;  // the median of the settings that the authors publish
constexpr std::int64_t kAlone = 2;             // times the generators' epochs
constexpr std::int64_t kMostForTargets = 4096;

std::int64_t rounded_up(std::int64_t n, std::int64_t by) {
  return (n + by - 1) / by;
}

class Gaal : public Stateful {
 public:
  Gaal(const Matrix& normal, const at::Tensor& real, const GaalOptions& options, std::uint64_t seed)
      : real_(real.narrow(0, 0, std::min(kMostForTargets, real.size(0)))),
        share_(rounded_up(options.batch, options.generators)),
        discriminator_(real.size(1), options, seed, "critic"),
        batches_(real, options.batch, Random(seed, "critic batches")),
        random_(seed, "latents"),
        noise_(generator_from(random_)) {
    const AdamOptions adam = {options.generator_rate, options.beta1, options.beta2};
    const Mlp start = gaal_generator(normal);
    for (std::int64_t i = 0; i < options.generators; ++i) {
      generators_.push_back(std::make_unique<TrainedNetwork>(start.shape(), Random(seed, "generator weights"),
                                                             adam, options.ema));
      generators_.back()->start_from(start);
    }
  }

  // n records, as many of each generator.
  at::Tensor made(std::int64_t n) {
    const at::NoGradGuard constant;
    std::vector<at::Tensor> parts;
    for (const auto& generator : generators_) {
      const std::int64_t size = rounded_up(n, std::int64_t(generators_.size()));
      parts.push_back(generator->constant().forward(noise(size)));
    }
    return at::cat(parts);
  }

  double discriminator_step(const Pace& pace) {
    return discriminator_.step(batches_.next(), made(share_ * std::int64_t(generators_.size())), pace);
  }

  void generator_steps(const Pace& pace) {
    std::vector<double> targets;
    {
      const at::NoGradGuard constant;
      targets = gaal_targets(discriminator_.values(real_), std::int64_t(generators_.size()));
    }
    for (std::size_t i = 0; i < generators_.size(); ++i) {
      const at::Tensor fake = generators_[i]->learning().forward(noise(share_));
      generators_[i]->step(binary_cross_entropy(discriminator_.values(fake), targets[i]), pace.rate);
    }
  }

  Mlp discriminator() const { return discriminator_.average(); }
  std::int64_t skipped() const {
    std::int64_t sum = discriminator_.skipped();
    for (const auto& generator : generators_) sum += generator->skipped();
    return sum;
  }

  void save(Archive& archive, const std::string& name) const override {
    for (std::size_t i = 0; i < generators_.size(); ++i) generators_[i]->save(archive, part(name, i));
    discriminator_.save(archive, name + ".discriminator");
    batches_.save(archive, name + ".batches");
    save_noise(archive, name + ".latents", noise_);
  }
  void load(const Archive& archive, const std::string& name) override {
    for (std::size_t i = 0; i < generators_.size(); ++i) generators_[i]->load(archive, part(name, i));
    discriminator_.load(archive, name + ".discriminator");
    batches_.load(archive, name + ".batches");
    load_noise(archive, name + ".latents", noise_);
  }

 private:
  static std::string part(const std::string& name, std::size_t i) {
    return name + ".generator." + std::to_string(i);
  }
  at::Tensor noise(std::int64_t n) { return at::rand({n, real_.size(1)}, noise_); }

  at::Tensor real_;
  std::int64_t share_;  // records of each generator a step
  std::vector<std::unique_ptr<TrainedNetwork>> generators_;
  Discriminator discriminator_;
  Batches batches_;
  Random random_;
  at::Generator noise_;
};

// Of `real` records.
void learn(Gaal& gaal, const GaalOptions& options, std::int64_t real, LearnContext& context, Curve& gap) {
  const std::int64_t epoch = rounded_up(real, options.batch), active = options.stop_epochs * epoch;
  Stage stage(context, "critic and generators", active + options.alone_epochs * epoch);
  stage.keep("gaal", gaal).keep("gap", gap);
  for (std::int64_t step = stage.begin(); stage.goes_on(step, gap.last()); ++step) {
    gap.add(gaal.discriminator_step(stage.pace(step)));
    if (step < active) gaal.generator_steps(stage.pace(step));
  }
}

template <class T>
Learned learn_gaal(const Matrix& normal, const OptionTable<T>& table,
                   const std::map<std::string, std::string>& settings, LearnContext& context) {
  T options = table.from(settings);
  static_cast<GaalOptions&>(options) = resolve(options, normal.rows);
  at::set_num_threads(int(context.threads));
  const auto [learned, held_out] = hold_out(normal, context);
  Gaal gaal(normal, learned, options, context.seed);
  Curve gap;
  learn(gaal, options, learned.size(0), context, gap);

  Mlp discriminator = gaal.discriminator();
  Learned result;
  result.options = table.save(options);
  result.curves = {{"critic gap", gap.save()}};
  // No diversity: generators that close in on few places are this method's way, not its failure.
  result.checks = {{"overfit", overfit_of(discriminator, learned, held_out)},
                   {"skipped_steps", gaal.skipped()}};
  result.method = make_discriminator_score(std::move(discriminator), column_means(normal));
  return result;
}

}  // namespace

std::vector<double> gaal_targets(const at::Tensor& values, std::int64_t generators) {
  if (generators == 1) return {1.0};
  const at::Tensor probabilities = at::sigmoid(values).flatten();
  std::vector<double> out;
  for (std::int64_t i = 0; i < generators; ++i)
    out.push_back(at::quantile(probabilities, double(i) / double(generators)).item<double>());
  return out;
}

Mlp gaal_generator(const Matrix& normal) {
  const std::size_t d = normal.cols;
  Mlp out({{d, d, d}, Activation::relu});
  float* first = out.parameters().data() + out.weight_offset(0);
  float* second = out.parameters().data() + out.weight_offset(1);
  float* bias = out.parameters().data() + out.bias_offset(1);
  for (std::size_t j = 0; j < d; ++j) {
    float least = normal.row(0)[j], most = least;
    for (std::size_t i = 1; i < normal.rows; ++i) {
      least = std::min(least, normal.row(i)[j]);
      most = std::max(most, normal.row(i)[j]);
    }
    first[j * d + j] = 1;
    second[j * d + j] = most - least;
    bias[j] = least;
  }
  return out;
}

GaalOptions resolve(GaalOptions options, std::size_t n) {
  const auto records = std::int64_t(n);
  options.batch = std::min(options.batch, records);
  if (options.width == 0) options.width = std::int64_t(std::ceil(std::sqrt(double(n))));
  if (options.stop_epochs == 0)
    options.stop_epochs = rounded_up(kGeneratorSteps, rounded_up(records, options.batch));
  if (options.alone_epochs == 0) options.alone_epochs = kAlone * options.stop_epochs;
  return options;
}

Learned learn_so_gaal(const Matrix& normal, const std::map<std::string, std::string>& settings,
                      LearnContext& context) {
  return learn_gaal(normal, so_gaal_options(), settings, context);
}

Learned learn_mo_gaal(const Matrix& normal, const std::map<std::string, std::string>& settings,
                      LearnContext& context) {
  return learn_gaal(normal, mo_gaal_options(), settings, context);
}

}  // namespace discern
