#include "train/objectives.h"

namespace discern {

at::Tensor gradient_penalty(const MlpView& critic, const at::Tensor& x) {
  // The root has no slope at zero.
  const at::Tensor norm = critic.input_gradient(x).square().sum(1).add(1e-12).sqrt();
  return (norm - 1).square().mean();
}

CriticLoss critic_loss(const MlpView& critic, const at::Tensor& real, const at::Tensor& made,
                       const at::Tensor& share, double weight) {
  const std::int64_t n = real.size(0);
  const at::Tensor values = critic.forward(at::cat({real, made}));
  const at::Tensor gap = values.narrow(0, 0, n).mean() - values.narrow(0, n, made.size(0)).mean();
  const at::Tensor penalty = gradient_penalty(critic, at::lerp(real, made, share));
  return {weight * penalty - gap, gap.detach()};
}

at::Tensor generator_loss(const MlpView& critic, const at::Tensor& made) {
  return -critic.forward(made).mean();
}

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
