#include "train/monotone.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "train/adam.h"
#include "train/batches.h"
#include "train/stage.h"

namespace discern {
namespace {

constexpr std::int64_t kHidden = 32;
constexpr double kRate = 1e-2;
constexpr std::int64_t kNormalRows = 128, kKindRows = 48;  // a step
constexpr std::int64_t kFewestSteps = 200;
// Softplus of these is small: positive weights add up.
constexpr double kRawWeight = -2, kRawSpread = 0.5, kBiasSpread = 1.5;

double softplus(double value) {
  return std::max(value, 0.0) + std::log1p(std::exp(-std::abs(value)));
}

// The numbers of a network with a head a kind, one after the other: linear [in, heads], A [in, hidden],
// b [hidden], C [hidden, heads], e [heads].
class Weights {
 public:
  Weights(std::int64_t inputs, std::int64_t heads, Random random)
      : inputs_(inputs), heads_(heads), values_(std::size_t(size())), gradient_(values_.size()) {
    const auto fill = [&](std::int64_t from, std::int64_t count, double centre, double spread) {
      for (std::int64_t i = from; i < from + count; ++i)
        values_[std::size_t(i)] = float(centre + spread * random.normal());
    };
    fill(0, bias(), kRawWeight, kRawSpread);
    fill(bias(), kHidden, 0, kBiasSpread);
    fill(out(), kHidden * heads_, kRawWeight, kRawSpread);
    linear_ = leaf(0, {inputs_, heads_});
    a_ = leaf(hidden(), {inputs_, kHidden});
    b_ = leaf(bias(), {kHidden});
    c_ = leaf(out(), {kHidden, heads_});
    e_ = leaf(out() + kHidden * heads_, {heads_});
  }
  Weights(const Weights&) = delete;
  Weights& operator=(const Weights&) = delete;

  at::Tensor logits(const at::Tensor& x) const {
    const at::Tensor units = at::tanh(at::addmm(b_, x, at::softplus(a_)));
    return at::addmm(e_, x, at::softplus(linear_)) + at::mm(units, at::softplus(c_));
  }

  // The mean over the heads.
  MonotoneNet settled() const {
    MlpShape shape;
    shape.widths = {std::size_t(inputs_), std::size_t(kHidden), 1};
    shape.hidden = Activation::tanh;
    Mlp core(std::move(shape));
    float* to = core.parameters().data();
    for (std::int64_t i = hidden(); i < bias(); ++i) *to++ = float(softplus(at(i)));
    for (std::int64_t i = bias(); i < out(); ++i) *to++ = float(at(i));
    for (std::int64_t i = 0; i < kHidden; ++i) *to++ = mean_of(out() + i * heads_, softplus);
    *to = mean_of(out() + kHidden * heads_, [](double value) { return value; });
    std::vector<float> linear;
    for (std::int64_t i = 0; i < inputs_; ++i) linear.push_back(mean_of(i * heads_, softplus));
    return {std::move(core), std::move(linear)};
  }

  std::vector<float>& values() { return values_; }
  const std::vector<float>& values() const { return values_; }
  std::vector<float>& gradient() { return gradient_; }

 private:
  std::int64_t hidden() const { return inputs_ * heads_; }
  std::int64_t bias() const { return hidden() + inputs_ * kHidden; }
  std::int64_t out() const { return bias() + kHidden; }
  std::int64_t size() const { return out() + kHidden * heads_ + heads_; }
  double at(std::int64_t i) const { return double(values_[std::size_t(i)]); }

  template <class Map>
  float mean_of(std::int64_t from, Map map) const {
    double sum = 0;
    for (std::int64_t h = 0; h < heads_; ++h) sum += map(at(from + h));
    return float(sum / double(heads_));
  }

  at::Tensor leaf(std::int64_t from, at::IntArrayRef shape) {
    at::Tensor tensor = torch::from_blob(values_.data() + from, shape);
    tensor.set_requires_grad(true).mutable_grad() = torch::from_blob(gradient_.data() + from, shape);
    return tensor;
  }

  std::int64_t inputs_, heads_;
  std::vector<float> values_, gradient_;
  at::Tensor linear_, a_, b_, c_, e_;
};

class Teacher : public Stateful {
 public:
  Teacher(const Matrix& normal, const std::vector<Matrix>& kinds, std::uint64_t seed)
      : weights_(std::int64_t(normal.cols), std::int64_t(kinds.size()),
                 Random(seed, "discriminator weights")),
        adam_(weights_.values().size(), {kRate, 0.9, 0.99}),
        normal_(tensor_of(normal), kNormalRows, Random(seed, "discriminator batches")) {
    for (std::size_t k = 0; k < kinds.size(); ++k)
      kinds_.emplace_back(tensor_of(kinds[k]), kKindRows,
                          Random(seed, "discriminator batches " + std::to_string(k)));
  }

  double step(double rate_share) {
    std::vector<at::Tensor> rows = {normal_.next()};
    for (Batches& kind : kinds_) rows.push_back(kind.next());
    const at::Tensor logits = weights_.logits(at::cat(rows));
    at::Tensor strange = at::zeros({});
    for (std::int64_t k = 0; k < std::int64_t(kinds_.size()); ++k) {
      const at::Tensor own = logits.narrow(0, kNormalRows + k * kKindRows, kKindRows).select(1, k);
      strange = strange + at::softplus(-own).mean();
    }
    const at::Tensor loss =
        at::softplus(logits.narrow(0, 0, kNormalRows)).mean() + strange / double(kinds_.size());
    loss.backward();
    adam_.step(weights_.values().data(), weights_.gradient().data(), rate_share);
    return loss.item<double>();
  }

  MonotoneNet network() const { return weights_.settled(); }

  void save(Archive& archive, const std::string& name) const override {
    save_floats(archive, name + ".weights", weights_.values());
    adam_.save(archive, name + ".adam");
    normal_.save(archive, name + ".normal");
    for (std::size_t k = 0; k < kinds_.size(); ++k)
      kinds_[k].save(archive, name + ".kind" + std::to_string(k));
  }
  void load(const Archive& archive, const std::string& name) override {
    const std::vector<float>& values = load_floats(archive, name + ".weights", weights_.values().size());
    std::copy(values.begin(), values.end(), weights_.values().begin());
    adam_.load(archive, name + ".adam");
    normal_.load(archive, name + ".normal");
    for (std::size_t k = 0; k < kinds_.size(); ++k)
      kinds_[k].load(archive, name + ".kind" + std::to_string(k));
  }

 private:
  Weights weights_;
  Adam adam_;
  Batches normal_;
  std::vector<Batches> kinds_;
};

}  // namespace

Monotone learn_monotone(const Matrix& normal, const std::vector<Matrix>& kinds, std::int64_t steps,
                        LearnContext& context) {
  Teacher teacher(normal, kinds, context.seed);
  Monotone result;
  Stage stage(context, "discriminator", steps, kFewestSteps);
  stage.keep("teacher", teacher).keep("loss", result.loss);
  for (std::int64_t step = stage.begin(); stage.goes_on(step, result.loss.last()); ++step)
    result.loss.add(teacher.step(stage.rate_share(step)));
  result.network = teacher.network();
  return result;
}

}  // namespace discern
