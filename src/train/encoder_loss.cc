#include "train/encoder_loss.h"

namespace discern {

at::Tensor EncoderLoss::izi(const MlpView& encoder, const at::Tensor& x) const {
  const at::Tensor made = generator.forward(encoder.forward(x));
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

at::Tensor EncoderLoss::ziz(const MlpView& encoder, const at::Tensor& z) const {
  at::Tensor made;
  {
    const at::NoGradGuard constant;
    made = generator.forward(z);
  }
  return at::mse_loss(encoder.forward(made), z);
}

}  // namespace discern
