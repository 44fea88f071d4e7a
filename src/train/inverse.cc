#include "train/inverse.h"

#include <algorithm>
#include <utility>

#include "train/batches.h"
#include "train/best.h"
#include "train/encoder_loss.h"
#include "train/normal_noise.h"
#include "train/stage.h"
#include "train/trained_network.h"

namespace discern {
namespace {

// What an interrupted training still makes, so that the best state so far has an encoder at all.
constexpr std::int64_t kFewestSteps = 300;
constexpr std::int64_t kNumbersAtOnce = 1 << 20;

MlpShape encoder_shape(const Mlp& generator, std::int64_t width, std::int64_t latent) {
  std::vector<std::size_t> widths = generator.shape().widths;
  std::reverse(widths.begin(), widths.end());
  widths.front() = std::size_t(width);
  widths.back() = std::size_t(latent);
  return {std::move(widths)};
}

template <class Network>
class Search : public Stateful {
 public:
  using View = typename ViewOf<Network>::Type;

  Search(Network& generator, Network& critic, typename Trained<Network>::Shape encoder,
         const at::Tensor& rows, const FanoganOptions& options, std::uint64_t seed)
      : options_(options),
        conditional_(std::int64_t(generator.outputs()) < rows.size(1)),
        generator_(generator, NetworkView::Kind::constant),
        critic_(critic, NetworkView::Kind::constant),
        encoder_(std::move(encoder), Random(seed, "encoder weights"), {options.encoder_rate, 0.9, 0.999},
                 options.ema),
        batches_(rows, options.batch, Random(seed, "encoder batches")),
        random_(seed, "encoder latents"),
        noise_(generator_from(random_)) {}

  double step(double rate_share) {
    const at::Tensor loss = options_.encoder == "ziz" ? ziz() : izi();
    encoder_.step(loss, rate_share);
    return loss.item<double>();
  }

  void save(Archive& archive, const std::string& name) const override {
    encoder_.save(archive, name + ".encoder");
    batches_.save(archive, name + ".batches");
    save_noise(archive, name + ".latents", noise_);
  }
  void load(const Archive& archive, const std::string& name) override {
    encoder_.load(archive, name + ".encoder");
    batches_.load(archive, name + ".batches");
    load_noise(archive, name + ".latents", noise_);
  }

  Network encoder() const { return encoder_.average(); }
  std::int64_t skipped() const { return encoder_.skipped(); }

  // mean A(x), so many rows at a time that memory does not grow with their number.
  double error(Network& encoder, const at::Tensor& x) const {
    const at::NoGradGuard constant;
    const EncoderLoss score{generator_, critic_, options_.kappa};
    const View view(encoder, NetworkView::Kind::constant);
    const std::int64_t most = std::max<std::int64_t>(1, kNumbersAtOnce / x.size(1));
    double sum = 0;
    for (const at::Tensor& rows : x.split(most))
      sum += score.izi(view, rows).template item<double>() * double(rows.size(0));
    return sum / double(x.size(0));
  }

 private:
  at::Tensor izi() {
    const double kappa = options_.encoder == "izi" ? 0 : options_.kappa;
    return EncoderLoss{generator_, critic_, kappa}.izi(encoder_.learning(), batches_.next());
  }
  at::Tensor ziz() {
    const at::Tensor z = normal_noise(options_.batch, options_.latent, noise_);
    const at::Tensor like = conditional_ ? batches_.next() : at::Tensor();
    return EncoderLoss{generator_, critic_, 0}.ziz(encoder_.learning(), z, like);
  }

  const FanoganOptions& options_;
  bool conditional_;
  View generator_, critic_;
  Trained<Network> encoder_;
  Batches batches_;
  Random random_;
  at::Generator noise_;
};

}  // namespace

template <class Network>
InverseOf<Network> learn_inverse(Network& generator, Network& critic,
                                 typename Trained<Network>::Shape encoder, const at::Tensor& learned,
                                 const at::Tensor& held_out, const FanoganOptions& options,
                                 LearnContext& context) {
  Search<Network> search(generator, critic, std::move(encoder), learned, options, context.seed);
  InverseOf<Network> result;
  BestOf<Network> best(options.encoder_steps, options.patience);
  const auto look = [&] {
    Network now = search.encoder();
    const double error = search.error(now, held_out);
    best.offer({std::move(now)}, error);
  };
  Stage stage(context, "encoder", options.encoder_steps, kFewestSteps);
  stage.keep("search", search).keep("loss", result.loss).watch("best", best);
  make_steps(
      stage, best, result.loss,
      [&](std::int64_t step) { result.loss.add(search.step(stage.rate_share(step))); }, look);
  result.encoder = std::move(best.networks()[0]);
  result.held_out = best.curve();
  result.held_out_error = best.error();
  result.learned_error = search.error(result.encoder, learned);
  result.skipped = search.skipped();
  return result;
}

Inverse learn_inverse(Mlp& generator, Mlp& critic, const at::Tensor& learned, const at::Tensor& held_out,
                      const FanoganOptions& options, LearnContext& context) {
  return learn_inverse<Mlp>(generator, critic, encoder_shape(generator, learned.size(1), options.latent),
                            learned, held_out, options, context);
}

template InverseOf<Mlp> learn_inverse<Mlp>(Mlp&, Mlp&, MlpShape, const at::Tensor&, const at::Tensor&,
                                           const FanoganOptions&, LearnContext&);
template InverseOf<ConvNet> learn_inverse<ConvNet>(ConvNet&, ConvNet&, ConvShape, const at::Tensor&,
                                                   const at::Tensor&, const FanoganOptions&, LearnContext&);

}  // namespace discern
