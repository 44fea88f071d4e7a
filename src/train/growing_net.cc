#include "train/growing_net.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/fail.h"
#include "base/random.h"
#include "train/activations.h"

namespace discern {
namespace {

using Kind = ConvLayer::Kind;

at::Tensor as_grid(const at::Tensor& value) {
  return value.dim() == 4 ? value : value.view({value.size(0), value.size(1), 1, 1});
}

}  // namespace

Growth growth_for(bool progressive, const ConvShape& generator, const PictureShape& picture,
                  std::int64_t steps, const LearnContext& context) {
  if (!progressive) return {};
  if (context.time_budget > 0)
    fail(Fault::usage,
         "--progressive: the sizes of pictures share steps, not seconds; train without --time-budget");
  const auto doublings = std::count_if(generator.layers.begin(), generator.layers.end(),
                                       [](const ConvLayer& l) { return l.kind == Kind::up_conv; });
  return {picture, std::size_t(doublings) + 1, steps};
}

GrowingNet::GrowingNet(GrowingShape shape) : shape_(std::move(shape)), plan_(shape_.grown) {
  std::size_t size = plan_.parameters().size();
  const std::size_t highest = shape_.growth ? shape_.growth->levels() - 1 : 0;
  for (std::size_t level = 0; level < highest; ++level) {
    Side side{};
    if (makes_pictures()) {
      side = {layers()[level].out.channels, layers().back().out.channels, size, 0,
              layers().back().activation};
    } else {
      const ConvNet::Layer& follows = layers()[highest - level];
      side = {shape_.grown.picture.channels, follows.in.channels, size, 0,
              layers()[highest - level - 1].activation};
    }
    side.bias = size + side.in * side.out;
    size = side.bias + side.out;
    sides_.push_back(side);
  }
  parameters_.assign(size, 0.0f);
}

ConvNet GrowingNet::grown() const {
  ConvNet out(shape_.grown);
  std::copy_n(parameters_.begin(), out.parameters().size(), out.parameters().begin());
  return out;
}

GrowingView::GrowingView(GrowingNet& net, Kind kind)
    : ConvView(net.shape().grown, net.layers(), net.parameters(), kind),
      growth_(net.shape().growth),
      makes_pictures_(net.makes_pictures()),
      sides_(net.sides()) {
  for (const GrowingNet::Side& s : sides_)
    side_leaves_.push_back(leaf(net.parameters(), kind, s.weights, s.in, s.out, s.bias, s.out));
}

at::Tensor GrowingView::side(std::size_t level, const at::Tensor& grid) const {
  const Leaf& leaf = side_leaves_[level];
  const at::Tensor kernel = leaf.weights.t().unsqueeze(2).unsqueeze(3);
  return activate(at::conv2d(as_grid(grid), kernel, leaf.bias), sides_[level].activation);
}

at::Tensor GrowingView::make(const at::Tensor& z) const {
  const std::size_t level = growth_->level(), highest = growth_->levels() - 1;
  const bool fades = growth_->share() < 1;
  at::Tensor value = run(0, fades ? level : level + 1, picture_of(z), z);
  at::Tensor made;
  if (!fades) {
    made = side(level, value);
  } else {
    const at::Tensor before = growth_->enlarged_once(side(level - 1, value), level - 1);
    value = run(level, level + 1, value, z);
    const at::Tensor now = level == highest ? run(level + 1, layers().size(), value, z) : side(level, value);
    made = at::lerp(before, now, growth_->share());
  }
  return growth_->enlarged(made, level).reshape({z.size(0), -1});
}

at::Tensor GrowingView::read(const at::Tensor& x, at::Tensor* features) const {
  const std::size_t level = growth_->level(), highest = growth_->levels() - 1;
  const at::Tensor seen = growth_->reduced(as_grid(picture_of(x)), level);
  std::size_t next = highest - level;
  // Windows of 4 round sizes down: the last row or column has no place in the layer then.
  const auto seen_by = [&](std::size_t layer, const at::Tensor& grid) {
    const Grid& in = layers()[layer].in;
    return side(highest - layer,
                grid.narrow(2, 0, std::int64_t(in.height)).narrow(3, 0, std::int64_t(in.width)));
  };
  at::Tensor value = level == highest ? seen : seen_by(next, seen);
  if (growth_->share() < 1) {
    value = as_grid(run(next, next + 1, value, x));
    ++next;
    value = at::lerp(seen_by(next, halved(seen)), value, growth_->share());
  }
  return run(next, layers().size(), value, x, features);
}

at::Tensor GrowingView::forward(const at::Tensor& x, at::Tensor* features) const {
  if (plain()) return ConvView::forward(x, features);
  return makes_pictures_ ? make(x) : read(x, features);
}

at::Tensor GrowingView::input_gradient(const at::Tensor& x) const {
  return plain() ? ConvView::input_gradient(x) : differentiated(x);
}

std::vector<WeightMatrix> matrices_of(const GrowingNet& net) {
  std::vector<WeightMatrix> out;
  for (const ConvNet::Layer& layer : net.layers())
    out.push_back({layer.weights, layer.rows(), layer.columns()});
  for (const GrowingNet::Side& side : net.sides()) out.push_back({side.weights, side.in, side.out});
  return out;
}

void initialise(GrowingNet& net, Random& random) {
  ConvNet own(net.shape().grown);
  initialise(own, random);
  std::copy(own.parameters().begin(), own.parameters().end(), net.parameters().begin());
  for (const GrowingNet::Side& side : net.sides()) {
    const double spread =
        std::sqrt((net.makes_pictures() ? 1.0 : gain_of(side.activation)) / double(side.in));
    std::generate_n(net.parameters().begin() + std::ptrdiff_t(side.weights), side.in * side.out,
                    [&] { return float(spread * random.normal()); });
  }
}

}  // namespace discern
