#include "train/penalties.h"

#include <cmath>

namespace discern {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct RowLoss {
  double loss, slope;  // and its derivative by the squared norm
};

// The root has no slope at zero.
RowLoss off_one(double squared_norm) {
  const double norm = std::sqrt(squared_norm + 1e-12);
  return {(norm - 1) * (norm - 1), (norm - 1) / norm};
}

RowLoss off_zero(double squared_norm) {
  return {0.5 * squared_norm, 0.5};
}

// The mean over rows of `loss` of the squared norm of their first `inputs` numbers, with its gradient, in one
// pass and as one node of autograd's graph.
struct MeanOfNorms : torch::autograd::Function<MeanOfNorms> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& rows, std::int64_t inputs,
                            RowLoss (*loss)(double)) {
    const at::Tensor packed = rows.contiguous();
    const std::int64_t n = packed.size(0), width = packed.size(1);
    at::Tensor slopes = at::empty_like(packed);
    const float* row = packed.data_ptr<float>();
    float* slope = slopes.data_ptr<float>();
    double sum = 0;
    for (std::int64_t i = 0; i < n; ++i, row += width, slope += width) {
      double square = 0;
      for (std::int64_t j = 0; j < inputs; ++j) square += double(row[j]) * double(row[j]);
      const RowLoss here = loss(square);
      sum += here.loss;
      const auto factor = float(2 * here.slope / double(n));
      for (std::int64_t j = 0; j < inputs; ++j) slope[j] = factor * row[j];
      for (std::int64_t j = inputs; j < width; ++j) slope[j] = 0;
    }
    context->save_for_backward({slopes});
    return at::full({}, sum / double(n), rows.options());
  }

  static variable_list backward(AutogradContext* context, variable_list above) {
    return {context->get_saved_variables()[0] * above[0], {}, {}};
  }
};

at::Tensor mean_of_norms(const NetworkView& critic, const at::Tensor& x, std::int64_t inputs,
                         RowLoss (*loss)(double)) {
  const at::Tensor gradient = critic.input_gradient(x);
  return MeanOfNorms::apply(gradient, inputs ? inputs : gradient.size(1), loss);
}

}  // namespace

at::Tensor gradient_penalty(const NetworkView& critic, const at::Tensor& x, std::int64_t inputs) {
  return mean_of_norms(critic, x, inputs, off_one);
}

at::Tensor zero_centred_penalty(const NetworkView& critic, const at::Tensor& x, std::int64_t inputs) {
  return mean_of_norms(critic, x, inputs, off_zero);
}

at::Tensor penalties(const NetworkView& critic, const at::Tensor& real, const at::Tensor& fake,
                     const at::Tensor& share, const PenaltyWeights& weights, std::int64_t inputs) {
  at::Tensor sum = at::zeros({});
  if (weights.between > 0)
    sum = sum + weights.between * gradient_penalty(critic, at::lerp(real, fake, share), inputs);
  if (weights.real > 0) sum = sum + weights.real * zero_centred_penalty(critic, real, inputs);
  if (weights.fake > 0) sum = sum + weights.fake * zero_centred_penalty(critic, fake, inputs);
  return double(weights.every) * sum;
}

}  // namespace discern
