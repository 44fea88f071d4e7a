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

// `weight` times the mean over rows [n, width] of `loss` of the squared norm of their first `inputs` numbers,
// with its gradient, in one pass.
double mean_with_slopes(const float* row, std::int64_t n, std::int64_t width, std::int64_t inputs,
                        RowLoss (*loss)(double), double weight, float* slope) {
  double sum = 0;
  for (std::int64_t i = 0; i < n; ++i, row += width, slope += width) {
    double square = 0;
    for (std::int64_t j = 0; j < inputs; ++j) square += double(row[j]) * double(row[j]);
    const RowLoss here = loss(square);
    sum += here.loss;
    const auto factor = float(2 * weight * here.slope / double(n));
    for (std::int64_t j = 0; j < inputs; ++j) slope[j] = factor * row[j];
    for (std::int64_t j = inputs; j < width; ++j) slope[j] = 0;
  }
  return weight * sum / double(n);
}

// The same as one node of autograd's graph.
struct MeanOfNorms : torch::autograd::Function<MeanOfNorms> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& rows, std::int64_t inputs,
                            RowLoss (*loss)(double), double weight) {
    const at::Tensor packed = rows.contiguous();
    at::Tensor slopes = at::empty_like(packed);
    const double mean = mean_with_slopes(packed.data_ptr<float>(), packed.size(0), packed.size(1), inputs,
                                         loss, weight, slopes.data_ptr<float>());
    context->save_for_backward({slopes});
    return at::full({}, mean, rows.options());
  }

  static variable_list backward(AutogradContext* context, variable_list above) {
    return {context->get_saved_variables()[0] * above[0], {}, {}, {}};
  }
};

at::Tensor mean_of_norms(const NetworkView& critic, const at::Tensor& x, std::int64_t inputs,
                         RowLoss (*loss)(double), double weight = 1) {
  const at::Tensor gradient = critic.input_gradient(x);
  return MeanOfNorms::apply(gradient, inputs ? inputs : gradient.size(1), loss, weight);
}

}  // namespace

at::Tensor points_between(const at::Tensor& real, const at::Tensor& fake, const at::Tensor& share) {
  const at::Tensor from = real.detach().contiguous(), to = fake.detach().contiguous(),
                   way = share.contiguous();
  at::Tensor out = at::empty_like(from);
  const std::int64_t width = from.size(1);
  const float *a = from.data_ptr<float>(), *b = to.data_ptr<float>();
  float* c = out.data_ptr<float>();
  for (std::int64_t i = 0; i < from.size(0); ++i, a += width, b += width, c += width) {
    const float s = way.data_ptr<float>()[i];
    for (std::int64_t j = 0; j < width; ++j) c[j] = a[j] + s * (b[j] - a[j]);
  }
  return out;
}

at::Tensor gradient_penalty(const NetworkView& critic, const at::Tensor& x, std::int64_t inputs) {
  return mean_of_norms(critic, x, inputs, off_one);
}

at::Tensor zero_centred_penalty(const NetworkView& critic, const at::Tensor& x, std::int64_t inputs) {
  return mean_of_norms(critic, x, inputs, off_zero);
}

void gradient_penalty_slopes(const float* gradients, std::int64_t n, std::int64_t width, std::int64_t inputs,
                             double weight, float* slopes) {
  mean_with_slopes(gradients, n, width, inputs, off_one, weight, slopes);
}

void zero_centred_slopes(const float* gradients, std::int64_t n, std::int64_t width, std::int64_t inputs,
                         double weight, float* slopes) {
  mean_with_slopes(gradients, n, width, inputs, off_zero, weight, slopes);
}

at::Tensor penalties(const NetworkView& critic, const at::Tensor& real, const at::Tensor& fake,
                     const at::Tensor& share, const PenaltyWeights& weights, std::int64_t inputs) {
  at::Tensor sum;
  const auto add = [&](double weight, const at::Tensor& x, RowLoss (*loss)(double)) {
    const at::Tensor one = mean_of_norms(critic, x, inputs, loss, double(weights.every) * weight);
    sum = sum.defined() ? sum + one : one;
  };
  if (weights.between > 0) add(weights.between, points_between(real, fake, share), off_one);
  if (weights.real > 0) add(weights.real, real, off_zero);
  if (weights.fake > 0) add(weights.fake, fake, off_zero);
  return sum.defined() ? sum : at::zeros({});
}

}  // namespace discern
