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

// The scale goes into the first layer, the mean over the heads into the last one.
Mlp settled(const Mlp& trained, const Scale& scale) {
  MlpShape shape = trained.shape();
  const std::size_t heads = shape.widths.back(), last = trained.layers() - 1;
  shape.widths.back() = 1;
  Mlp out(std::move(shape));
  const std::vector<float>& from = trained.parameters();
  std::vector<float>& to = out.parameters();
  for (std::size_t l = 0; l < last; ++l) {
    for (std::size_t i = trained.weight_offset(l); i < trained.bias_offset(l); ++i) to[i] = std::abs(from[i]);
    const std::size_t units = trained.shape().widths[l + 1];
    std::copy_n(from.begin() + std::ptrdiff_t(trained.bias_offset(l)), units,
                to.begin() + std::ptrdiff_t(out.bias_offset(l)));
  }
  const std::size_t units = trained.shape().widths[1];
  for (std::size_t i = 0; i < trained.bias_offset(0); ++i) {
    to[i] = float(to[i] / scale.deviation);
    to[out.bias_offset(0) + i % units] -= float(to[i] * scale.mean);
  }
  const auto mean = [&](std::size_t begin, bool size) {
    double sum = 0;
    for (std::size_t h = 0; h < heads; ++h)
      sum += size ? std::abs(double(from[begin + h])) : double(from[begin + h]);
    return float(sum / double(heads));
  };
  for (std::size_t i = 0; i < trained.shape().widths[last]; ++i)
    to[out.weight_offset(last) + i] = mean(trained.weight_offset(last) + i * heads, true);
  to[out.bias_offset(last)] = mean(trained.bias_offset(last), false);
  return out;
}

}  // namespace

Ordinal learn_ordinal(const std::vector<Matrix>& levels, const OrdinalOptions& options,
                      LearnContext& context) {
  const Scale scale = scale_of(levels);
  Teacher teacher(levels, scale, options, context.seed);
  Ordinal result;
  Stage stage(context, "discriminator", options.steps, kFewestSteps);
  stage.keep("teacher", teacher).keep("loss", result.loss);
  for (std::int64_t step = stage.begin(); stage.goes_on(step, result.loss.last()); ++step)
    result.loss.add(teacher.step(stage.rate_share(step) * std::min(1.0, double(step + 1) / double(kWarmUp))));
  result.network = settled(teacher.network().average(), scale);
  result.skipped = teacher.network().skipped();
  return result;
}

}  // namespace discern
