// f-AnoGAN for pictures (methods/fanogan.h says what it is): convolutional networks, the published score, and
// beside it scores that take a picture for strange that is made again better than normal ones too.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/picture_shape.h"
#include "methods/ellipsoid.h"
#include "methods/method.h"
#include "methods/residual_features.h"
#include "nets/conv_net.h"

namespace discern {

class PictureFanogan : public Method {
 public:
  // Pictures are shown to the networks from -1, black, to 1, white.
  struct Networks {
    ConvNet generator;  // latent -> picture
    ConvNet critic;     // picture -> 1, unbounded; what its last layer sees is f
    ConvNet encoder;    // picture -> latent
    // With a condition (methods/conditional.h) all three take it, behind latent or picture.
  };

  struct Scoring {
    double kappa = 1;
    bool two_sided = false;  // which component counts: structure, or the published score
  };

  // Learns from normal pictures, [n >= 1, width], what their residuals look like.
  PictureFanogan(Networks networks, Scoring scoring, double shrinkage, const Matrix& normal);

  std::size_t width() const override { return networks_.encoder.inputs(); }
  const std::vector<Component>& components() const override { return components_; }
  void score(const float* x, std::size_t n, float* out) const override;
  void reference(const float* x, std::size_t n, float* out) const override;
  std::size_t latent() const override { return networks_.encoder.outputs(); }
  void generate(const float* z, std::size_t n, float* out) const override;
  std::size_t condition() const override { return networks_.encoder.shape().beside; }
  void translate(const float* x, const float* condition, std::size_t n, float* out) const override;
  bool maps() const override { return true; }
  // The mean over the channels of |x - G(E(x))|.
  void map(const float* x, std::size_t n, float* out) const override;
  void save(Archive& archive) const override;

 private:
  struct Tile;
  PictureFanogan(Networks networks, Scoring scoring);
  PictureShape picture() const { return networks_.encoder.shape().picture; }
  void encode(const float* x, std::size_t rows, Tile& tile) const;
  void reconstruct(const float* x, std::size_t rows, Tile& tile) const;
  void give_back(const float* made, std::size_t rows, float* out) const;
  void pass(const float* x, std::size_t rows, Tile& tile) const;
  friend std::unique_ptr<Method> load_picture_fanogan(const Archive& archive);

  Networks networks_;
  Scoring scoring_;
  std::vector<Component> components_;
  ResidualFeatures features_;
  double log_median_ = 0, log_spread_ = 1;  // of log A(x) of normal pictures
  Ellipsoid structure_;                     // of what Tile::structure holds
};

std::unique_ptr<Method> load_picture_fanogan(const Archive& archive);

}  // namespace discern
