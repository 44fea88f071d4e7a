#include "train/network_shapes.h"

#include <algorithm>
#include <utility>

#include "methods/picture_scale.h"
#include "train/discriminator.h"

namespace discern {
namespace {

// Hidden units behind the convolutions, where a picture meets what stands beside it.
constexpr std::size_t kMeeting = 64;

}  // namespace

NetworkShapes<Mlp>::NetworkShapes(AdversarialOptions& options, const Matrix& normal, const LearnContext&,
                                  UsualSteps usual)
    : options_(options), columns_(std::int64_t(normal.cols)) {
  choose_sizes(options, normal.rows, normal.cols, usual.tables);
}

MlpShape NetworkShapes<Mlp>::generator() const {
  return {widths_of(options_.latent, options_, columns_)};
}

MlpShape NetworkShapes<Mlp>::reader(std::int64_t outputs) const {
  return {widths_of(columns_, options_, outputs)};
}

MlpShape NetworkShapes<Mlp>::reader_with_latent() const {
  return {widths_of(columns_ + options_.latent, options_, 1)};
}

MlpShape NetworkShapes<Mlp>::reader_of_pairs() const {
  return {widths_of(2 * columns_, options_, 1)};
}

MlpShape NetworkShapes<Mlp>::reader_of_latents() const {
  return {widths_of(2 * options_.latent, options_, 1)};
}

Matrix NetworkShapes<Mlp>::shown(const Matrix& normal) const {
  return normal;
}

NetworkShapes<ConvNet>::NetworkShapes(AdversarialOptions& options, const Matrix& normal,
                                      const LearnContext& context, UsualSteps usual)
    : options_(options), picture_(context.picture) {
  choose_picture_sizes(options, normal.rows, usual.pictures);
}

ConvShape NetworkShapes<ConvNet>::generator() const {
  return picture_generator(picture_, options_.latent, options_.width);
}

ConvShape NetworkShapes<ConvNet>::remaker() const {
  return picture_remaker(picture_, options_.latent, options_.width);
}

ConvShape NetworkShapes<ConvNet>::reader(std::int64_t outputs) const {
  return picture_reader(picture_, outputs, options_.width);
}

ConvShape NetworkShapes<ConvNet>::reader_with_latent() const {
  ConvShape shape = reader(1);
  shape.beside = std::size_t(options_.latent);
  shape.layers.insert(shape.layers.end() - 1, dense_layer(kMeeting));
  return shape;
}

ConvShape NetworkShapes<ConvNet>::reader_of_pairs() const {
  PictureShape both = picture_;
  both.channels *= 2;
  return picture_reader(both, 1, options_.width);
}

ConvShape NetworkShapes<ConvNet>::reader_of_latents() const {
  return {{1, 1, 2 * std::size_t(options_.latent)},
          0,
          {dense_layer(kMeeting), dense_layer(kMeeting), dense_layer(std::size_t(1), Activation::none)}};
}

Matrix NetworkShapes<ConvNet>::shown(const Matrix& normal) const {
  Matrix out = normal;
  std::transform(out.data.begin(), out.data.end(), out.data.begin(), shown_grey);
  return out;
}

std::unique_ptr<Method> NetworkShapes<ConvNet>::method(std::unique_ptr<Method> of_shown) const {
  return rescaled(std::move(of_shown), picture_);
}

}  // namespace discern
