// Normal pictures made strange, from plainly to hardly visibly: what a discriminator of pictures learns to
// tell from normal ones.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "base/picture_shape.h"
#include "base/random.h"

namespace discern {

enum class NegativeKind {
  paste,  // another picture under a mask
  blob,   // brighter, darker or one grey under a mask
  freq,   // smoothed or sharpened
  noise,  // white or cloudy noise
  warp,   // bent
  geo,    // turned, flipped, tiles exchanged
  tone,   // brightness, contrast and curve of the greys
  mix     // the mean of two pictures
};
inline constexpr std::array kNegativeKinds = {NegativeKind::paste, NegativeKind::blob, NegativeKind::freq,
                                              NegativeKind::noise, NegativeKind::warp, NegativeKind::geo,
                                              NegativeKind::tone,  NegativeKind::mix};
std::string_view negative_name(NegativeKind kind);

// Not thread-safe. The same calls after the same seed give the same pictures.
class PictureNegatives {
 public:
  PictureNegatives(const PictureShape& shape, Random random);

  // Two normal pictures [shape.size()] -> out, the first one made strange, within [0, 1] or where the two
  // are. `other` is looked at by paste and mix alone. out is neither of them.
  void make(NegativeKind kind, const float* picture, const float* other, float* out);

  // A rectangle, an ellipse or where a cloud is thick, with a soft edge: [pixels] in [0, 1], not all 0.
  const std::vector<float>& mask();

  Random& random() { return random_; }
  const Random& random() const { return random_; }

 private:
  double uniform(double low, double high) { return low + (high - low) * random_.uniform(); }
  double strength(double least, double most);  // its logarithm is uniform
  double of_side(double share) const;          // share of the shorter side, in pixels
  void cloud(double sigma, std::vector<float>& out);
  void box(std::vector<float>& out, bool ellipse);
  void everywhere_or_masked();
  void blend(const float* from, const std::vector<float>& to, double share, float* out) const;

  void paste(const float* picture, const float* other, float* out);
  void blob(const float* picture, float* out);
  void freq(const float* picture, float* out);
  void noise(const float* picture, float* out);
  void warp(const float* picture, float* out);
  void geo(const float* picture, float* out);
  void tiles(const float* picture, float* out);
  void tone(const float* picture, float* out);

  PictureShape shape_;
  Random random_;
  std::vector<float> mask_, made_, field_, other_field_;
};

// The pixel of a plane [height, width] at a place between pixels, linear; the border replicated.
float sample(const float* plane, const PictureShape& shape, double y, double x);

}  // namespace discern
