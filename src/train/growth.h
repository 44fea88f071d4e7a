// Progressive growing (Karras et al. 2018, "Progressive growing of GANs for improved quality, stability, and
// variation"): the networks of pictures learn the smallest pictures of their ladder first, then each next
// size, which fades in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/picture_shape.h"
#include "train/stateful.h"
#include "train/torch.h"

namespace discern {

// Grids [n, channels, height, width] of half the size, rounded up: the means of blocks.
at::Tensor halved(const at::Tensor& grid);
// Each pixel taken for a block: halved() of it is grid again. height, width: twice the grid's, or one less.
at::Tensor doubled(const at::Tensor& grid, std::int64_t height, std::int64_t width);

// Where a training stands between its sizes. Level 0 is the smallest, levels() - 1 the full one. The lower
// levels share half of the steps equally, the full one has the other half; each but the first fades in over
// half as many steps as a lower one has.
class Growth : public Stateful {
 public:
  Growth() = default;  // of networks that do not grow: one level
  // picture: of the full level. Error(usage) if there are too few steps for so many levels.
  Growth(const PictureShape& picture, std::size_t levels, std::int64_t steps);

  std::size_t levels() const { return levels_; }
  // Goes to where step, from 0, belongs -> whether a level but the first begins there.
  bool go_to(std::int64_t step);
  std::size_t level() const { return level_; }
  double share() const { return share_; }  // of the level in the mixture with the one below, [0, 1]
  bool grown() const { return level_ + 1 == levels_ && share_ == 1; }

  std::int64_t grown_after() const;  // so many steps; 0 for networks that do not grow

  // A picture [n, channels, height, width] of the full size -> of the level's.
  at::Tensor reduced(at::Tensor full, std::size_t level) const;
  // A picture of that level -> of the full size, of blocks; or one level higher alone.
  at::Tensor enlarged(at::Tensor small, std::size_t level) const;
  at::Tensor enlarged_once(const at::Tensor& small, std::size_t level) const;
  // rows [n, picture in planes and what stands behind it] -> the same as networks are to make them now: of
  // the level's detail, mixed with that of the level below.
  at::Tensor shown(const at::Tensor& rows) const;

  void save(Archive& archive, const std::string& name) const override;
  void load(const Archive& archive, const std::string& name) override;

 private:
  PictureShape picture_;
  std::size_t levels_ = 1, level_ = 0;
  std::int64_t each_ = 0;  // steps of a lower level
  std::int64_t step_ = 0;
  double share_ = 1;
};

}  // namespace discern
