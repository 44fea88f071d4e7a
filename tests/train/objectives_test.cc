#include <cmath>
#include <functional>

#include "base/random.h"
#include "train/catch.h"
#include "train/penalties.h"

namespace discern {
namespace {

using Loss = std::function<at::Tensor()>;

// Tanh inside, so that the loss is smooth enough for differences.
Mlp random_mlp(std::vector<std::size_t> widths, std::uint64_t seed,
               Activation hidden = Activation::leaky_relu) {
  Mlp mlp({std::move(widths), hidden});
  Random random(seed, "test weights");
  for (float& value : mlp.parameters()) value = float(0.5 * random.normal());
  return mlp;
}

at::Tensor random_rows(std::int64_t n, std::int64_t width, std::uint64_t seed) {
  Random random(seed, "test rows");
  at::Tensor rows = at::empty({n, width});
  for (std::int64_t i = 0; i < n * width; ++i) rows.data_ptr<float>()[i] = float(random.normal());
  return rows;
}

// The largest error of gradient [size] against central differences of loss in parameters, over their size.
double gradient_error(Mlp& mlp, const std::vector<float>& gradient, const Loss& loss) {
  const float step = 1e-2f;
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    float& parameter = mlp.parameters()[i];
    const float kept = parameter;
    parameter = kept + step;
    const double above = loss().item<double>();
    parameter = kept - step;
    const double below = loss().item<double>();
    parameter = kept;
    const double wanted = (above - below) / (2 * double(step));
    difference += (wanted - gradient[i]) * (wanted - gradient[i]);
    size += wanted * wanted;
  }
  REQUIRE(size > 0);
  return std::sqrt(difference / size);
}

// Leaky units bend where a difference may step across, so a few parameters in a hundred are off; a wrong
// formula is off by its whole size.
constexpr double kBends = 0.05;

// Keeps each hidden unit on one side for all usual rows: a penalty jumps where a unit changes sides.
void unbend(Mlp& mlp) {
  for (std::size_t l = 0; l + 1 < mlp.layers(); ++l)
    for (std::size_t i = mlp.weight_offset(l); i < mlp.weight_offset(l + 1); ++i)
      mlp.parameters()[i] = i < mlp.bias_offset(l) ? 0.3f * mlp.parameters()[i] : (i % 2 ? 6.0f : -6.0f);
}

}  // namespace

TEST_CASE("LibTorch's forward pass is the scoring one") {
  const std::uint64_t seed = GENERATE(1u, 2u, 3u);
  const Activation output = GENERATE(Activation::none, Activation::tanh);
  Random random(seed, "widths");
  std::vector<std::size_t> widths;
  for (std::uint64_t l = 0, layers = 2 + random.below(4); l < layers; ++l)
    widths.push_back(1 + random.below(40));
  Mlp mlp({widths, Activation::leaky_relu, output});
  for (float& value : mlp.parameters()) value = float(0.4 * random.normal());

  const at::Tensor x = random_rows(150, std::int64_t(widths.front()), seed);
  at::Tensor features;
  const at::Tensor found = MlpView(mlp, MlpView::Kind::constant).forward(x, &features).contiguous();
  std::vector<float> out(150 * mlp.outputs()), hidden(150 * mlp.features());
  mlp.forward(x.data_ptr<float>(), 150, out.data(), hidden.data());
  for (std::size_t i = 0; i < out.size(); ++i)
    CHECK(found.data_ptr<float>()[i] == Approx(out[i]).margin(1e-5));
  features = features.contiguous();
  for (std::size_t i = 0; i < hidden.size(); ++i)
    CHECK(features.data_ptr<float>()[i] == Approx(hidden[i]).margin(1e-5));
}

TEST_CASE("The written-out input gradient is autograd's, to the second order") {
  Mlp mlp = random_mlp({5, 16, 12, 1}, 7);
  MlpView written(mlp, MlpView::Kind::learning), automatic(mlp, MlpView::Kind::learning);
  const at::Tensor x = random_rows(9, 5, 7).set_requires_grad(true);
  const at::Tensor wanted =
      torch::autograd::grad({automatic.forward(x).sum()}, {x}, {}, true, /*create_graph=*/true)[0];
  const at::Tensor found = written.input_gradient(x.detach());
  CHECK(at::allclose(found, wanted, 1e-5, 1e-6));

  (wanted.norm(2, 1) - 1).square().mean().backward();
  (found.norm(2, 1) - 1).square().mean().backward();
  for (std::size_t i = 0; i < written.gradient().size(); ++i)
    CHECK(written.gradient()[i] == Approx(automatic.gradient()[i]).margin(1e-5));
}

TEST_CASE("A linear critic's penalty is known by hand") {
  Mlp mlp({{2, 1}});
  mlp.parameters() = {3, 4, 10};  // D(x) = 3 x0 + 4 x1 + 10, so the gradient's norm is 5 everywhere
  const MlpView critic(mlp, MlpView::Kind::learning);
  CHECK(gradient_penalty(critic, at::zeros({1, 2})).item<double>() == Approx(16));
  const at::Tensor real = at::eye(2).narrow(0, 0, 1), made = at::eye(2).narrow(0, 1, 1);
  const CriticLoss loss = critic_loss(critic, real, made, at::full({1, 1}, 0.5f), 10);
  CHECK(loss.gap.item<double>() == Approx(13 - 14));
  CHECK(loss.total.item<double>() == Approx(1 + 160));
}

TEST_CASE("The critic's loss has the gradient that differences show") {
  Mlp mlp = random_mlp({4, 8, 6, 1}, 11);
  const double weight = GENERATE(0.0, 10.0);
  if (weight > 0) unbend(mlp);
  MlpView critic(mlp, MlpView::Kind::learning);
  const at::Tensor real = random_rows(64, 4, 1), made = random_rows(64, 4, 2),
                   share = at::full({64, 1}, 0.3f);
  const Loss loss = [&] { return critic_loss(critic, real, made, share, weight).total; };
  loss().backward();
  CHECK(gradient_error(mlp, critic.gradient(), loss) < kBends);
}

TEST_CASE("The generator's loss has the gradient that differences show, and leaves the critic alone") {
  Mlp made_by = random_mlp({3, 8, 4}, 12), judged_by = random_mlp({4, 8, 1}, 13);
  MlpView generator(made_by, MlpView::Kind::learning), critic(judged_by, MlpView::Kind::constant);
  const at::Tensor z = random_rows(64, 3, 3);
  const Loss loss = [&] { return generator_loss(critic, generator.forward(z)); };
  loss().backward();
  CHECK(gradient_error(made_by, generator.gradient(), loss) < kBends);
  CHECK(critic.gradient().empty());
}

TEST_CASE("The encoder's losses have the gradients that differences show") {
  Mlp generator_mlp = random_mlp({2, 8, 4}, 14), critic_mlp = random_mlp({4, 8, 1}, 15);
  Mlp encoder_mlp = random_mlp({4, 8, 2}, 16);
  const MlpView generator(generator_mlp, MlpView::Kind::constant),
      critic(critic_mlp, MlpView::Kind::constant);
  MlpView encoder(encoder_mlp, MlpView::Kind::learning);
  const at::Tensor x = random_rows(64, 4, 4), z = random_rows(64, 2, 5);
  const Loss losses[] = {[&] {
                           return EncoderLoss{generator, critic, 1.5}.izi(encoder, x);
                         },
                         [&] {
                           return EncoderLoss{generator, critic, 0}.izi(encoder, x);
                         },
                         [&] {
                           return EncoderLoss{generator, critic, 0}.ziz(encoder, z);
                         }};
  const Loss& loss = losses[GENERATE(0, 1, 2)];
  loss().backward();
  CHECK(gradient_error(encoder_mlp, encoder.gradient(), loss) < kBends);
}

TEST_CASE("The encoder's loss is the published score, averaged") {
  Mlp generator_mlp = random_mlp({2, 8, 4}, 17), critic_mlp = random_mlp({4, 8, 1}, 18);
  Mlp encoder_mlp = random_mlp({4, 8, 2}, 19);
  const MlpView generator(generator_mlp, MlpView::Kind::constant),
      critic(critic_mlp, MlpView::Kind::constant);
  const MlpView encoder(encoder_mlp, MlpView::Kind::constant);
  const at::Tensor x = random_rows(33, 4, 6);
  const at::Tensor made = generator.forward(encoder.forward(x));
  at::Tensor f, g;
  critic.forward(x, &f);
  critic.forward(made, &g);
  const double wanted = ((x - made).square().mean(1) + 2 * (f - g).square().mean(1)).mean().item<double>();
  CHECK(EncoderLoss{generator, critic, 2}.izi(encoder, x).item<double>() == Approx(wanted));
}

}  // namespace discern
