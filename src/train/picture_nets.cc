#include "train/picture_nets.h"

#include <algorithm>
#include <vector>

namespace discern {
namespace {

constexpr std::size_t kSmallest = 8;

// The picture's own size, then half of it, rounded up, and so on.
std::vector<Grid> sizes_of(const PictureShape& picture, std::size_t width) {
  std::vector<Grid> sizes = {{picture.height, picture.width, std::max<std::size_t>(1, width / 2)}};
  while (sizes.size() == 1 || std::max(sizes.back().height, sizes.back().width) > kSmallest) {
    const Grid& last = sizes.back();
    const std::size_t channels = sizes.size() == 1 ? width : std::min(8 * width, 2 * last.channels);
    sizes.push_back({(last.height + 1) / 2, (last.width + 1) / 2, channels});
  }
  return sizes;
}

}  // namespace

ConvShape picture_generator(const PictureShape& picture, std::int64_t latent, std::int64_t width) {
  const std::vector<Grid> sizes = sizes_of(picture, std::size_t(width));
  ConvShape shape{{1, 1, std::size_t(latent)}, 0, {dense_layer(sizes.back())}};
  for (std::size_t l = sizes.size() - 1; l-- > 0;) shape.layers.push_back(up_conv_layer(sizes[l]));
  shape.layers.push_back(conv_layer(picture.channels, {3, 1, 1}, Activation::tanh));
  return shape;
}

ConvShape picture_reader(const PictureShape& picture, std::int64_t outputs, std::int64_t width,
                         std::size_t condition) {
  const std::vector<Grid> sizes = sizes_of(picture, std::size_t(width));
  ConvShape shape{picture, condition, {}};
  for (std::size_t l = 1; l < sizes.size(); ++l)
    shape.layers.push_back(conv_layer(sizes[l].channels, {5, 2, 2}));
  if (condition > 0) shape.layers.push_back(dense_layer(4 * std::size_t(width)));
  shape.layers.push_back(dense_layer(std::size_t(outputs), Activation::none));
  return shape;
}

ConvShape picture_remaker(const PictureShape& picture, std::int64_t latent, std::int64_t width) {
  ConvShape shape = picture_reader(picture, latent, width), back = picture_generator(picture, latent, width);
  std::size_t skip = shape.layers.size() - 1;  // the convolutions, the last first
  for (const ConvLayer& layer : back.layers)
    shape.layers.push_back(layer.kind == ConvLayer::Kind::up_conv ? with_skip(layer, skip--) : layer);
  return shape;
}

void choose_picture_sizes(AdversarialOptions& options, std::size_t n, std::int64_t usual_steps) {
  if (options.latent == 0) options.latent = 32;
  if (options.width == 0) options.width = 16;
  if (options.batch == 0) options.batch = std::clamp<std::int64_t>(std::int64_t(n) / 4, 16, 32);
  options.steps = chosen_steps(options.steps, usual_steps, n, options.batch * options.critic_steps);
}

}  // namespace discern
