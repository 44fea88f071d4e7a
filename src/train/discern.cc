#include "train/discern.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "base/fail.h"
#include "methods/gan.h"
#include "methods/prototypes.h"
#include "train/adversarial.h"
#include "train/auto_encoder.h"
#include "train/batches.h"
#include "train/conditional.h"
#include "train/mlp_view.h"
#include "train/ordinal.h"
#include "train/safer.h"

namespace discern {
namespace {

// How far the generator is made to overshoot, in deviations of the latents: a level of strangeness each.
constexpr std::array kOvershoot = {0.25, 0.5, 1.0, 2.0, 4.0};
// What share of its features another record gives, for each such deviation.
constexpr double kMixed = 0.4, kMostMixed = 0.8;
// Of records with a condition, the share of mixed ones that are given another one's, for each mixed feature.
constexpr double kRelabelled = 0.5;
constexpr std::int64_t kSteps = 1200, kDiscriminatorSteps = 800;  // usual
constexpr std::int64_t kRows = 24;               // of each level, a step of the discriminator
constexpr std::size_t kRecordsPerPrototype = 8;  // at least
constexpr std::size_t kMostPositives = 4000;
// With fewer normal records the discriminator alone is worse than with the neighbours beside it.
constexpr std::size_t kFew = 300;

using Rows = std::vector<std::uint32_t>;

Matrix select(const Matrix& from, const Rows& rows) {
  Matrix out(rows.size(), from.cols);
  for (std::size_t i = 0; i < rows.size(); ++i) std::copy_n(from.row(rows[i]), from.cols, out.row(i));
  return out;
}

Rows first(const Rows& rows, std::size_t most) {
  return {rows.begin(), rows.begin() + std::ptrdiff_t(std::min(rows.size(), most))};
}

// Records of every level.
class Overshoot {
 public:
  Overshoot(AutoEncoder& pair, const at::Tensor& real, std::int64_t count, std::uint64_t seed,
            std::int64_t condition)
      : generator_(pair.generator, MlpView::Kind::constant),
        batches_(real, (count + 1) / 2, Random(seed, "negatives")),
        random_(seed, "overshoot"),
        noise_(generator_from(random_)),
        encoder_(pair.encoder, MlpView::Kind::constant),
        condition_(condition) {
    if (condition > 0) kinds_.emplace(real, condition, Random(seed, "kinds"));
    const at::NoGradGuard constant;
    deviation_ = encoder_.forward(real).std(0, false);
  }

  // Half of them G(E(x) + far deviation noise), half normal records with features of another one.
  Matrix records(double far) {
    const at::NoGradGuard constant;
    const at::Tensor source = batches_.next(), latent = encoder_.forward(source);
    const at::Tensor made =
        make_like(generator_, latent + far * deviation_ * at::randn(latent.sizes(), noise_), source);
    const at::Tensor x = batches_.next(), other = batches_.next();
    const double share = std::min(kMixed * far, kMostMixed);
    const at::Tensor taken = at::rand(x.sizes(), noise_) < share;
    const at::Tensor mixed = at::where(taken, kinds_ ? kinds_->others(x) : other, x);
    return matrix_of(at::cat({made, kinds_ ? relabelled(mixed, other, share) : mixed}));
  }

 private:
  // Normal records mix within their kind; some are then said to be of another: what is usual there alone
  // (the matching-aware negatives of Reed et al. 2016).
  at::Tensor relabelled(const at::Tensor& x, const at::Tensor& other, double share) {
    const std::int64_t made = x.size(1) - condition_;
    const at::Tensor moved = at::rand({x.size(0), 1}, noise_) < kRelabelled * share;
    const at::Tensor condition =
        at::where(moved, other.narrow(1, made, condition_), x.narrow(1, made, condition_));
    return at::cat({x.narrow(1, 0, made), condition}, 1);
  }

  MlpView generator_;
  Batches batches_;
  Random random_;
  at::Generator noise_;
  MlpView encoder_;
  at::Tensor deviation_;
  std::int64_t condition_;
  std::optional<Kinds> kinds_;  // with a condition
};

Matrix evidence_of(const Discern::Evidence& evidence, const Matrix& x, const std::uint32_t* left_out) {
  Matrix out(x.rows, evidence.size());
  evidence.measure(x.data.data(), x.rows, out.data.data(), nullptr, left_out);
  return out;
}

class Learning {
 public:
  Learning(const Matrix& normal, const DiscernOptions& options, LearnContext& context)
      : normal_(normal),
        options_(options),
        context_(context),
        order_(Random(context.seed, "memory").permutation(std::uint32_t(normal.rows))),
        place_(normal.rows, Memory::kNobody) {}

  // With a memory of normal records; their scores are those of records that it does not hold.
  Learned run() {
    const Rows kept = first(order_, std::size_t(options_.memory));
    for (std::size_t i = 0; i < kept.size(); ++i) place_[kept[i]] = std::uint32_t(i);
    auto [method, result] = learn(select(normal_, kept), normal_.rows < kFew);
    leave_out(*method, result);
    result.method = std::move(method);
    return std::move(result);
  }

  // With prototypes for a memory.
  Learned run(std::size_t prototypes) {
    const std::size_t most = std::max<std::size_t>(2, normal_.rows / kRecordsPerPrototype);
    auto [method, result] =
        learn(learn_prototypes(normal_, std::min(prototypes, most), context_.seed), false);
    result.method = std::make_unique<Gan>(std::move(method));
    return std::move(result);
  }

 private:
  std::pair<std::unique_ptr<Discern>, Learned> learn(Matrix memory, bool fuse_neighbours) {
    const at::Tensor real = tensor_of(normal_);
    const auto [learned, held_out] = hold_out(normal_, context_);
    AutoEncoder pair = learn_auto_encoder(learned, held_out, options_, context_);
    Discern::Evidence evidence(normal_, std::move(memory), std::size_t(options_.neighbours),
                               context_.condition);
    Ordinal ordinal = learn_ordinal(levels(pair, real, evidence),
                                    {options_.discriminator_steps, kRows, 64, options_.patience}, context_);
    Learned result;
    result.curves = {{"reconstruction loss", pair.loss.save()},
                     {"held-out reconstruction error", pair.held_out},
                     {"discriminator loss", ordinal.loss.save()},
                     {"held-out discriminator loss", ordinal.held_out}};
    result.checks = {{"skipped_steps", pair.skipped + ordinal.skipped}};
    auto method = std::make_unique<Discern>(
        Discern::Networks{std::move(pair.generator), std::move(pair.encoder), std::move(ordinal.network)},
        std::move(evidence), options_.shrinkage, fuse_neighbours, normal_);
    return {std::move(method), std::move(result)};
  }

  std::vector<Matrix> levels(AutoEncoder& pair, const at::Tensor& real, const Discern::Evidence& evidence) {
    std::vector<Matrix> out;
    const Rows positives = first(order_, kMostPositives);
    out.push_back(evidence_of(evidence, select(normal_, positives), places(positives).data()));
    Overshoot overshoot(pair, real, options_.negatives, context_.seed, std::int64_t(context_.condition));
    for (const double far : kOvershoot) out.push_back(evidence_of(evidence, overshoot.records(far), nullptr));
    return out;
  }

  Rows places(const Rows& rows) const {
    Rows out;
    for (const std::uint32_t row : rows) out.push_back(place_[row]);
    return out;
  }

  // The last of the order first: the memory does not hold them.
  void leave_out(const Discern& method, Learned& result) const {
    result.left_out_rows = first(Rows(order_.rbegin(), order_.rend()), kMostLeftOut);
    const Matrix x = select(normal_, result.left_out_rows);
    result.left_out = Matrix(x.rows, method.components().size());
    method.score(x.data.data(), x.rows, result.left_out.data.data(), places(result.left_out_rows).data());
  }

  const Matrix& normal_;
  const DiscernOptions& options_;
  LearnContext& context_;
  Rows order_;
  Rows place_;  // [normal]: where the memory holds it
};

void prepare_to_learn(const Matrix& normal, DiscernOptions& options, const LearnContext& context) {
  if (normal.rows < 2)
    fail(Fault::data, "the normal records: {} found, expected at least 2; add more", normal.rows);
  static_cast<DiscernOptions&>(options) = resolve(options, normal.rows, normal.cols);
  at::set_num_threads(int(context.threads));
}

}  // namespace

DiscernOptions resolve(DiscernOptions options, std::size_t n, std::size_t width) {
  options.steps = chosen_steps(options.steps, kSteps, n, options.batch);
  options.discriminator_steps =
      chosen_steps(options.discriminator_steps, kDiscriminatorSteps, std::min(n, kMostPositives), kRows);
  if (options.latent == 0) options.latent = std::int64_t(std::clamp<std::size_t>((width + 1) / 2, 4, 64));
  return options;
}

Learned learn_discern(const Matrix& normal, const std::map<std::string, std::string>& settings,
                      LearnContext& context) {
  DiscernOptions options = discern_options().from(settings);
  prepare_to_learn(normal, options, context);
  Learned result = Learning(normal, options, context).run();
  result.options = discern_options().save(options);
  return result;
}

Learned learn_gan(const Matrix& normal, const std::map<std::string, std::string>& settings,
                  LearnContext& context) {
  GanOptions options = gan_options().from(settings);
  prepare_to_learn(normal, options, context);
  Learned result = Learning(normal, options, context).run(std::size_t(options.prototypes));
  result.options = gan_options().save(options);
  return result;
}

std::map<std::string, std::string> safer_discern(const std::map<std::string, std::string>& settings) {
  DiscernOptions options = discern_options().from(settings);
  options.rate = safer_rate(options.rate, DiscernOptions{}.rate);
  return settings_of(discern_options(), options);
}

std::map<std::string, std::string> safer_gan(const std::map<std::string, std::string>& settings) {
  GanOptions options = gan_options().from(settings);
  options.rate = safer_rate(options.rate, GanOptions{}.rate);
  return settings_of(gan_options(), options);
}

}  // namespace discern
