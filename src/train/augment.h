// What a critic is shown real and made pictures through, so that it does not learn few pictures by heart: the
// same kinds of random changes for both, differentiable (DiffAugment, Zhao et al. 2020). Changes that anatomy
// does not allow are the user's to leave out; none is on by itself.
#pragma once

#include <string>
#include <vector>

#include "base/picture_shape.h"
#include "train/torch.h"

namespace discern {

class Augmentation {
 public:
  Augmentation() = default;
  // names: of augmentation_names(). picture: in planes, at the front of each row; of several pictures side by
  // side in one row all are changed alike.
  Augmentation(const std::vector<std::string>& names, const PictureShape& picture);

  // False without names, and where rows hold no picture of more than a pixel.
  bool on() const { return shift_ || flip_ || brightness_ || contrast_ || cutout_; }

  // x [n, picture and what stands behind it] -> the same, each row's picture changed in its own way:
  //   shift       by whole pixels, up to an eighth of a side each way, the border replicated
  //   flip_h      mirrored left to right, every second one
  //   brightness  + b, b uniform within 0.1
  //   contrast    each plane about its mean, times c, uniform from 0.8 to 1.25
  //   cutout      a square of half the shorter side, anywhere, filled with each plane's mean
  // Gradients reach x. No change is drawn for a kind that is off.
  at::Tensor operator()(const at::Tensor& x, at::Generator& noise) const;

 private:
  at::Tensor moved(const at::Tensor& planes, at::Generator& noise) const;
  at::Tensor cut(const at::Tensor& planes, at::Generator& noise) const;

  PictureShape picture_;
  bool shift_ = false, flip_ = false, brightness_ = false, contrast_ = false, cutout_ = false;
};

}  // namespace discern
