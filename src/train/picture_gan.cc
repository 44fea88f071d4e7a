#include "train/picture_gan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "methods/conditional.h"
#include "methods/picture_gan.h"
#include "train/augment.h"
#include "train/batches.h"
#include "train/best.h"
#include "train/conditional.h"
#include "train/picture_negatives.h"
#include "train/stage.h"
#include "train/trained_network.h"

namespace discern {
namespace {

constexpr double kEma = 0.99;
constexpr double kReconstruction = 10, kMoments = 0.02, kAdversarial = 0.02;  // weights in the loss
constexpr double kLatentNoise = 0.1;
constexpr double kPenalty = 0.02;  // gamma of R1 and R2
constexpr std::int64_t kPenaltyEvery = 8;
constexpr double kCriticRate = 0.3;  // share of the generator's
constexpr std::int64_t kFewestSteps = 200;
constexpr std::array kKeptAt = {0.35, 0.55, 0.75, 0.95};  // of the steps
constexpr double kBrighter = 0.02, kContrast = 0.05;      // of augmented pictures

// beside_itself() of rows.
at::Tensor critic_input(const at::Tensor& x) {
  const at::Tensor centred = x - x.mean(1, true);
  const at::Tensor deviation = centred.square().mean(1, true).add(1e-12).sqrt();
  return at::cat({x, double(kOwnContrast) * centred / (deviation + double(kLeastOwnContrast))}, 1);
}

// A picture moved by up to a pixel, a little brighter or darker, with a little more or less contrast.
void augment(const float* x, const PictureShape& shape, Random& random, float* out) {
  const double down = double(random.below(3)) - 1, along = double(random.below(3)) - 1;
  const double contrast = 1 + kContrast * (2 * random.uniform() - 1);
  const double brighter = kBrighter * (2 * random.uniform() - 1);
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const std::size_t pixel = i % shape.pixels();
    const float value = sample(x + (i - pixel), shape, double(pixel / shape.width) + down,
                               double(pixel % shape.width) + along);
    out[i] = float(0.5 + contrast * (double(value) - 0.5) + brighter);
  }
}

class Training : public Stateful {
 public:
  Training(const Matrix& normal, const PictureShape& shape, const PictureGanOptions& options,
           const std::string& name, std::size_t condition, std::uint64_t seed, Growth& growth)
      : shape_(shape),
        batch_(options.batch),
        latent_(options.latent),
        growth_(growth),
        encoder_({picture_encoder(shape, std::size_t(options.latent), condition), &growth},
                 Random(seed, name + " encoder weights"), {options.rate, 0.5, 0.99}, kEma),
        generator_({picture_generator(shape, std::size_t(options.latent) + condition), &growth},
                   Random(seed, name + " generator weights"), {options.rate, 0.5, 0.99}, kEma),
        critic_({picture_critic(shape, condition), &growth}, Random(seed, name + " critic weights"),
                {kCriticRate * options.rate, 0, 0.99}, kEma),
        batches_(tensor_of(normal), options.batch, Random(seed, name + " batches")),
        augmentation_(options.augment, {shape.height, shape.width, 2 * shape.channels}),
        negatives_(shape, Random(seed, name + " strange")),
        random_(seed, name + " noise"),
        noise_(generator_from(random_)) {}

  // -> the reconstruction loss and the critic's gap.
  std::pair<double, double> step(const Pace& pace, std::int64_t number) {
    if (growth_.go_to(number))
      for (Trained<GrowingNet>* network : {&encoder_, &generator_, &critic_}) network->restart();
    draw();
    const std::int64_t half = (batch_ + 1) / 2;
    const at::Tensor latent = encoder_.learning().forward(of_kind(input_, kind_));
    const at::Tensor made = generator_.learning().forward(
        of_kind(latent + kLatentNoise * at::randn(latent.sizes(), noise_), kind_));
    const at::Tensor sampled =
        generator_.learning().forward(of_kind(at::randn({half, latent_}, noise_), last(half, kind_)));
    const double gap = critic_step(made.narrow(0, 0, half), sampled, half, pace.rate, number);
    const at::Tensor mean = latent.mean(0), variance = latent.var(0, false);
    const at::Tensor mse = at::mse_loss(made, target_);
    const at::Tensor fake = at::cat({made.narrow(0, 0, half), sampled});
    const at::Tensor real = at::cat({target_.narrow(0, 0, half), last(half, target_)});
    const at::Tensor kinds = at::cat({kind_.narrow(0, 0, half), last(half, kind_)});
    const auto [real_seen, fake_seen] = shown(real, fake, kinds, kinds);
    at::Tensor real_values;
    {
      const at::NoGradGuard constant;
      real_values = critic_.constant().forward(real_seen);
    }
    const at::Tensor adversarial = at::softplus(real_values - critic_.constant().forward(fake_seen)).mean();
    const at::Tensor loss = kReconstruction * mse +
                            kMoments * (mean.square().mean() + (variance - 1).square().mean()) +
                            kAdversarial * adversarial;
    loss.backward();
    encoder_.apply(pace.rate);
    generator_.apply(pace.rate);
    return {mse.item<double>(), gap};
  }

  const Trained<GrowingNet>& encoder() const { return encoder_; }
  const Trained<GrowingNet>& generator() const { return generator_; }

  // Averages of encoder, generator and critic.
  std::vector<ConvNet> networks() const {
    return {encoder_.average().grown(), generator_.average().grown(), critic_.average().grown()};
  }
  std::int64_t skipped() const { return encoder_.skipped() + generator_.skipped() + critic_.skipped(); }

  at::Tensor latents(std::int64_t n) { return at::randn({n, latent_}, noise_); }

  void save(Archive& archive, const std::string& name) const override {
    encoder_.save(archive, name + ".encoder");
    generator_.save(archive, name + ".generator");
    critic_.save(archive, name + ".critic");
    batches_.save(archive, name + ".batches");
    save_random(archive, name + ".strange", negatives_.random());
    save_noise(archive, name + ".noise", noise_);
  }
  void load(const Archive& archive, const std::string& name) override {
    encoder_.load(archive, name + ".encoder");
    generator_.load(archive, name + ".generator");
    critic_.load(archive, name + ".critic");
    batches_.load(archive, name + ".batches");
    load_random(archive, name + ".strange", negatives_.random());
    load_noise(archive, name + ".noise", noise_);
  }

 private:
  // x [n, any], what kind each is of [n, condition] -> both, side by side.
  static at::Tensor of_kind(const at::Tensor& x, const at::Tensor& kind) {
    return kind.size(1) > 0 ? at::cat({x, kind}, 1) : x;
  }
  at::Tensor last(std::int64_t count, const at::Tensor& rows) const {
    return rows.narrow(0, batch_ - count, count);
  }

  // target_: augmented normal pictures of the growth's level; kind_: their conditions; strange_: each made
  // strange; input_: every second one strange.
  void draw() {
    const at::Tensor both = batches_.next();
    const auto size = std::int64_t(shape_.size());
    const at::Tensor drawn = both.narrow(1, 0, size).contiguous();
    kind_ = both.narrow(1, size, both.size(1) - size);
    target_ = at::empty_like(drawn);
    strange_ = at::empty_like(drawn);
    for (std::int64_t i = 0; i < batch_; ++i)
      augment(drawn.data_ptr<float>() + i * size, shape_, negatives_.random(),
              target_.data_ptr<float>() + i * size);
    for (std::int64_t i = 0; i < batch_; ++i) {
      const NegativeKind kind = kNegativeKinds[negatives_.random().below(kNegativeKinds.size())];
      negatives_.make(kind, target_.data_ptr<float>() + i * size,
                      target_.data_ptr<float>() + (i + 1) % batch_ * size,
                      strange_.data_ptr<float>() + i * size);
    }
    target_ = growth_.shown(target_);
    strange_ = growth_.shown(strange_);
    const at::Tensor second = at::arange(batch_).remainder(2).to(at::kBool).unsqueeze(1);
    input_ = at::where(second, strange_, target_);
  }

  // Pairs of pictures as the critic sees them: both of a pair changed alike, each of its kind.
  std::pair<at::Tensor, at::Tensor> shown(at::Tensor real, at::Tensor fake, const at::Tensor& real_kind,
                                          const at::Tensor& fake_kind) {
    if (augmentation_.on()) {
      const at::Tensor pairs = augmentation_(at::cat({real, fake}, 1), noise_);
      const std::int64_t size = real.size(1);
      real = pairs.narrow(1, 0, size);
      fake = pairs.narrow(1, size, size);
    }
    return {of_kind(critic_input(real), real_kind), of_kind(critic_input(fake), fake_kind)};
  }

  // Of made, remade and strange pictures against normal ones of their kind. Where there are kinds, of normal
  // pictures under the name of another's kind too (Reed et al. 2016, "Generative adversarial text to image
  // synthesis"): nothing else says that the two belong together.
  std::pair<at::Tensor, at::Tensor> judged(const at::Tensor& made, const at::Tensor& sampled,
                                           std::int64_t half) {
    const at::Tensor first = target_.narrow(0, 0, half), second = last(half, target_);
    std::vector<at::Tensor> real = {first, second, second};
    std::vector<at::Tensor> fake = {made.detach(), sampled.detach(), last(half, strange_)};
    std::vector<at::Tensor> kinds = {kind_.narrow(0, 0, half), last(half, kind_), last(half, kind_)};
    std::vector<at::Tensor> fake_kinds = kinds;
    if (kind_.size(1) > 0) {
      real.push_back(first);
      fake.push_back(first);
      kinds.push_back(kinds.front());
      fake_kinds.push_back(kind_.roll(1, 0).narrow(0, 0, half));
    }
    return shown(at::cat(real), at::cat(fake), at::cat(kinds), at::cat(fake_kinds));
  }

  double critic_step(const at::Tensor& made, const at::Tensor& sampled, std::int64_t half, double rate_share,
                     std::int64_t number) {
    const auto [real, fake] = judged(made, sampled, half);
    const at::Tensor values = critic_.learning().forward(at::cat({real, fake}));
    const at::Tensor of_real = values.narrow(0, 0, real.size(0)),
                     of_fake = values.narrow(0, real.size(0), fake.size(0));
    at::Tensor loss = at::softplus(of_fake - of_real).mean();
    if (number % kPenaltyEvery == 0) {
      const auto roughness = [&](const at::Tensor& x) {
        return critic_.learning().input_gradient(x).square().sum(1).mean();
      };
      loss = loss + 0.5 * double(kPenaltyEvery) * kPenalty * (roughness(real) + roughness(fake));
    }
    loss.backward();
    critic_.apply(rate_share);
    return (of_real.mean() - of_fake.mean()).item<double>();
  }

  PictureShape shape_;
  std::int64_t batch_, latent_;
  Growth& growth_;
  Trained<GrowingNet> encoder_, generator_, critic_;
  Batches batches_;
  Augmentation augmentation_;
  PictureNegatives negatives_;
  Random random_;
  at::Generator noise_;
  at::Tensor target_, kind_, strange_, input_;
};

// Mean squared error of pictures made again by the averages of encoder and generator.
double error_of(const Training& training, const Matrix& pictures) {
  const at::NoGradGuard constant;
  GrowingNet nets[] = {training.encoder().average(), training.generator().average()};
  const GrowingView encoder(nets[0], NetworkView::Kind::constant),
      generator(nets[1], NetworkView::Kind::constant);
  const at::Tensor x = tensor_of(pictures);
  return at::mse_loss(make_like(generator, encoder.forward(x), x), x).item<double>();
}

// What the networks make on their way.
class Keepsakes : public Stateful {
 public:
  Keepsakes(const Matrix& normal, std::size_t kept) : normal_(normal), each_(kept / kKeptAt.size()) {
    remade.cols = generated.cols = normal.cols;
  }

  void look(std::int64_t step, std::int64_t total, Training& training) {
    for (const double at : kKeptAt)
      if (step + 1 == std::max<std::int64_t>(1, std::int64_t(at * double(total)))) add(training);
  }

  Matrix remade, generated;
  std::vector<std::uint32_t> sources;

  void save(Archive& archive, const std::string& name) const override {
    save_floats(archive, name + ".remade", remade.data);
    save_floats(archive, name + ".generated", generated.data);
    save_numbers(archive, name, {double(remade.rows)});
  }
  void load(const Archive& archive, const std::string& name) override {
    const auto rows = std::size_t(load_numbers(archive, name, 1)[0]);
    remade.rows = generated.rows = rows;
    remade.data = load_floats(archive, name + ".remade", rows * normal_.cols);
    generated.data = load_floats(archive, name + ".generated", rows * normal_.cols);
    sources.clear();
    for (std::size_t i = 0; i < rows; ++i) sources.push_back(std::uint32_t(i % normal_.rows));
  }

 private:
  void add(Training& training) {
    const ConvNet generator = training.generator().average().grown(),
                  encoder = training.encoder().average().grown();
    const at::Tensor z = training.latents(std::int64_t(each_)).contiguous();
    std::vector<float> latent(encoder.outputs()), made(normal_.cols);
    for (std::size_t i = 0; i < each_; ++i) {
      const auto source = std::uint32_t(sources.size() % normal_.rows);
      const float* const like = normal_.row(source);
      encoder.forward(like, 1, latent.data());
      make_like(generator, latent.data(), like, 1, made.size(), made.data());
      append(remade, made);
      make_like(generator, z.data_ptr<float>() + i * latent.size(), like, 1, made.size(), made.data());
      append(generated, made);
      sources.push_back(source);
    }
  }

  static void append(Matrix& to, const std::vector<float>& row) {
    to.data.insert(to.data.end(), row.begin(), row.end());
    ++to.rows;
  }

  const Matrix& normal_;
  std::size_t each_;
};

}  // namespace

Matrix thumbnails_of(const Matrix& pictures, const Thumbnail& thumbnail) {
  const std::size_t full = thumbnail.full().size(), small = thumbnail.small().size();
  Matrix out(pictures.rows, small + pictures.cols - full);
  for (std::size_t i = 0; i < out.rows; ++i) {
    thumbnail.reduce(pictures.row(i), out.row(i));
    std::copy(pictures.row(i) + full, pictures.row(i) + pictures.cols, out.row(i) + small);
  }
  return out;
}

LearnedPictureGan learn_picture_gan(const Matrix& normal, const Matrix& held_out, const PictureShape& shape,
                                    const PictureGanOptions& options, const std::string& name,
                                    std::size_t kept, double time_share, LearnContext& context) {
  Growth growth = growth_for(options.progressive, picture_generator(shape, std::size_t(options.latent)),
                             shape, options.steps, context);
  Training training(normal, shape, options, name, context.condition, context.seed, growth);
  Keepsakes keepsakes(normal, kept);
  LearnedPictureGan result;
  Stage stage(context, name, options.steps, std::max(kFewestSteps, growth.grown_after()), time_share);
  stage.keep("growth", growth)
      .keep("training", training)
      .keep("keepsakes", keepsakes)
      .keep("loss", result.loss);
  stage.keep("gap", result.gap);
  const auto step = [&](std::int64_t number) {
    const auto [loss, gap] = training.step(stage.pace(number), number);
    result.loss.add(loss);
    result.gap.add(gap);
    keepsakes.look(number, options.steps, training);
  };
  BestOf<ConvNet> best(options.steps, options.patience);
  std::vector<ConvNet> networks;
  if (options.patience > 0 && held_out.rows > 0) {
    stage.watch("best", best);
    make_steps(stage, best, result.loss, step, [&] {
      const double error = error_of(training, held_out);
      if (!growth.grown()) return best.pass_over(error);
      best.offer(training.networks(), error);
    });
    networks = std::move(best.networks());
    result.held_out = best.curve();
  } else {
    for (std::int64_t i = stage.begin(); stage.goes_on(i, result.loss.last()); ++i) step(i);
    networks = training.networks();
  }
  result.encoder = std::move(networks[0]);
  result.generator = std::move(networks[1]);
  result.critic = std::move(networks[2]);
  result.skipped = training.skipped();
  result.remade = std::move(keepsakes.remade);
  result.generated = std::move(keepsakes.generated);
  result.sources = std::move(keepsakes.sources);
  return result;
}

}  // namespace discern
