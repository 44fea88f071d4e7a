#include "train/encoder_loss.h"

#include "train/differences.h"
#include "train/mlp_view.h"

namespace discern {

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
