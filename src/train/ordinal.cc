#include "train/ordinal.h"

#include <cmath>
#include <string>
#include <utility>

#include "train/adversarial.h"
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

// All but every tenth of rows [n >= 1, width], and every tenth; few rows are both.
std::pair<at::Tensor, at::Tensor> every_tenth(const at::Tensor& rows) {
  const std::int64_t n = rows.size(0);
  if (n < kFewToHoldOut) return {rows, rows};
  const at::Tensor index = at::arange(n), held_out = index.remainder(10) == 9;
  return {rows.index_select(0, index.masked_select(held_out.logical_not())),
          rows.index_select(0, index.masked_select(held_out))};
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
      const auto [learned, held_out] = every_tenth((tensor_of(levels[l]) - scale.mean) / scale.deviation);
      batches_.emplace_back(learned, options.rows,
                            Random(seed, "discriminator batches " + std::to_string(l)));
      const at::Tensor above = (at::arange(heads) < std::int64_t(l)).to(at::kFloat);
      wanted.push_back(above.expand({options.rows, heads}));
      held_out_.push_back({held_out, above.expand({held_out.size(0), heads})});
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

  // Of the averaged network on the records that were held out.
  double held_out_loss(Mlp& network) const {
    const at::NoGradGuard constant;
    const MlpView view(network, MlpView::Kind::constant);
    double sum = 0;
    for (const Level& level : held_out_)
      sum += at::binary_cross_entropy_with_logits(view.forward(level.rows), level.wanted).item<double>();
    return sum / double(held_out_.size());
  }

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
  struct Level {
    at::Tensor rows, wanted;  // [n, evidence], [n, heads]
  };

  std::vector<Batches> batches_;
  std::vector<Level> held_out_;
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
  Best best(options.steps, options.patience);
  const auto look = [&] {
    Mlp now = teacher.network().average();
    const double error = teacher.held_out_loss(now);
    best.offer({std::move(now)}, error);
  };
  Stage stage(context, "discriminator", options.steps, kFewestSteps);
  stage.keep("teacher", teacher).keep("loss", result.loss).watch("best", best);
  const auto step = [&](std::int64_t i) {
    const double warm = std::min(1.0, double(i + 1) / double(kWarmUp));
    result.loss.add(teacher.step(stage.rate_share(i) * warm));
  };
  make_steps(stage, best, result.loss, step, look);
  result.network = settle(best.networks()[0], scale.mean, scale.deviation);
  result.held_out = best.curve();
  result.skipped = teacher.network().skipped();
  return result;
}

}  // namespace discern
