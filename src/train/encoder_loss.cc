#include "train/encoder_loss.h"

#include "train/conditional.h"

namespace discern {

at::Tensor EncoderLoss::izi(const NetworkView& encoder, const at::Tensor& x) const {
  const at::Tensor made = make_like(generator, encoder.forward(x), x);
  const at::Tensor pixels = at::mse_loss(made, x);
  if (kappa == 0) return pixels;
  at::Tensor wanted, found;
  critic.forward(made, &found);
  {
    const at::NoGradGuard constant;
    critic.forward(x, &wanted);
  }
  return pixels + kappa * at::mse_loss(found, wanted);
}

at::Tensor EncoderLoss::ziz(const NetworkView& encoder, const at::Tensor& z, const at::Tensor& like) const {
  at::Tensor made;
  {
    const at::NoGradGuard constant;
    made = make_like(generator, z, like);
  }
  return at::mse_loss(encoder.forward(made), z);
}

}  // namespace discern
