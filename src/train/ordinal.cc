#include "train/ordinal.h"

#include <cmath>
#include <string>
#include <utility>

#include "train/batches.h"
#include "train/stage.h"
#include "train/trained_network.h"

namespace discern {
namespace {

constexpr double kEma = 0.99;
constexpr std::int64_t kWarmUp = 50;
constexpr std::int64_t kFewestSteps = 300;

// One shift and one scale for all evidence: it is in the same units.
struct Scale {
  double mean = 0, deviation = 1;
};

Scale scale_of(const std::vector<Matrix>& levels) {
  double sum = 0, squares = 0, count = 0;
  for (const Matrix& level : levels)
    for (const float v : level.data) sum += v, squares += double(v) * v, ++count;
  const double mean = sum / count;
  return {mean, std::max(std::sqrt(std::max(squares / count - mean * mean, 0.0)), 1e-3)};
}

class Teacher : public Stateful {
 public:
  Teacher(const std::vector<Matrix>& levels, const Scale& scale, const OrdinalOptions& options,
          std::uint64_t seed)
      : network_(
            {{levels.front().cols, std::size_t(options.width), std::size_t(options.width), levels.size() - 1},
             Activation::elu_pair,
             Activation::none,
             true},
            Random(seed, "discriminator weights"), {2e-3, 0.5, 0.99}, kEma) {
    const auto heads = std::int64_t(levels.size()) - 1;
    std::vector<at::Tensor> wanted;
    for (std::size_t l = 0; l < levels.size(); ++l) {
      batches_.emplace_back((tensor_of(levels[l]) - scale.mean) / scale.deviation, options.rows,
                            Random(seed, "discriminator batches " + std::to_string(l)));
      const at::Tensor above = (at::arange(heads) < std::int64_t(l)).to(at::kFloat);
      wanted.push_back(above.expand({options.rows, heads}));
    }
    wanted_ = at::cat(wanted);
  }

  double step(double rate_share) {
    std::vector<at::Tensor> rows;
    for (Batches& level : batches_) rows.push_back(level.next());
    const at::Tensor logits = network_.learning().forward(at::cat(rows));
    const at::Tensor loss = at::binary_cross_entropy_with_logits(logits, wanted_);
    network_.step(loss, rate_share);
    return loss.item<double>();
  }

  const TrainedNetwork& network() const { return network_; }

  void save(Archive& archive, const std::string& name) const override {
    network_.save(archive, name + ".network");
    for (std::size_t l = 0; l < batches_.size(); ++l)
      batches_[l].save(archive, name + ".level" + std::to_string(l));
  }
  void load(const Archive& archive, const std::string& name) override {
    network_.load(archive, name + ".network");
    for (std::size_t l = 0; l < batches_.size(); ++l)
      batches_[l].load(archive, name + ".level" + std::to_string(l));
  }

 private:
  TrainedNetwork network_;
  std::vector<Batches> batches_;
  at::Tensor wanted_;  // [levels * rows, heads]
};

}  // namespace

// Weights by their size; the scale goes into the first layer, the mean over the heads into the last one.
Mlp settle(const Mlp& trained, double mean, double deviation) {
  MlpShape shape = trained.shape();
  const std::size_t heads = shape.widths.back(), last = trained.layers() - 1;
  shape.widths.back() = 1;
  shape.monotone = false;
  Mlp out(std::move(shape));
  const std::vector<float>& from = trained.parameters();
  std::vector<float>& to = out.parameters();
  // All but the last layer stand at the same places.
  for (std::size_t l = 0; l < last; ++l) {
    const std::size_t bias = trained.bias_offset(l), end = trained.weight_offset(l + 1);
    for (std::size_t i = trained.weight_offset(l); i < bias; ++i) to[i] = std::abs(from[i]);
    for (std::size_t i = bias; i < end; ++i) to[i] = from[i];
  }
  const std::size_t units = trained.shape().widths[1], first_bias = trained.bias_offset(0);
  for (std::size_t i = 0; i < first_bias; ++i) {
    to[i] = float(to[i] / deviation);
    to[first_bias + i % units] -= float(to[i] * mean);
  }
  const float* head = from.data() + trained.weight_offset(last);  // of each unit, then the biases
  for (std::size_t i = out.weight_offset(last); i < out.bias_offset(last); ++i, head += heads)
    for (std::size_t h = 0; h < heads; ++h) to[i] += std::abs(head[h]) / float(heads);
  for (std::size_t h = 0; h < heads; ++h) to[out.bias_offset(last)] += head[h] / float(heads);
  return out;
}

Ordinal learn_ordinal(const std::vector<Matrix>& levels, const OrdinalOptions& options,
                      LearnContext& context) {
  const Scale scale = scale_of(levels);
  Teacher teacher(levels, scale, options, context.seed);
  Ordinal result;
  Stage stage(context, "discriminator", options.steps, kFewestSteps);
  stage.keep("teacher", teacher).keep("loss", result.loss);
  for (std::int64_t step = stage.begin(); stage.goes_on(step, result.loss.last()); ++step)
    result.loss.add(teacher.step(stage.rate_share(step) * std::min(1.0, double(step + 1) / double(kWarmUp))));
  result.network = settle(teacher.network().average(), scale.mean, scale.deviation);
  result.skipped = teacher.network().skipped();
  return result;
}

}  // namespace discern
