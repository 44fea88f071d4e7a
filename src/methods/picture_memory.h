// A memory of normal pictures in folds, and what it says of how far another picture is from them: nobody is
// judged by a memory or a covariance that saw him.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "kernels/distances.h"
#include "methods/picture_features.h"
#include "methods/whitening.h"

namespace discern {

// Immutable after construction; const members may be called from any number of threads.
class PictureMemory {
 public:
  static constexpr std::size_t kFolds = 4;
  static constexpr std::size_t kCopies = 5;  // of a picture: itself, and shifted up, down, left and right
  static constexpr std::size_t kNeighbours = 5;
  static constexpr std::size_t kEvidences = 2 * kNeighbours + 4;
  static constexpr std::size_t kLeast = 2 * kFolds;  // pictures to learn from
  static constexpr std::uint32_t kAll = std::numeric_limits<std::uint32_t>::max();
  // Evidence of a discriminator is clipped to +- this.
  static constexpr float kMostEvidence = 8;
  enum Evidence {
    kStandardised = 0,         // log distances to the nearest, standardised features, nearest first
    kWhitened = kNeighbours,   // the same of whitened features
    kTotal = 2 * kNeighbours,  // log of the mean square of all whitened coordinates,
    kLeading,                  // of the first 30,
    kMiddle,                   // from there to half of them,
    kRest                      // and of the others
  };

  PictureMemory() = default;
  // normal [n >= kLeast, pixels]; folds [n], each below kFolds, none of which is empty.
  PictureMemory(const Matrix& normal, const PictureShape& shape, std::vector<std::uint32_t> folds);
  PictureMemory(const Matrix& normal, const PictureShape& shape)
      : PictureMemory(normal, shape, folds_in_turn(normal.rows)) {}

  const PictureFeatures& features() const { return features_; }
  std::size_t size() const { return rows_.rows / kCopies; }
  std::size_t pixels() const { return features_.shape().size(); }
  // Picture i in fold i % kFolds.
  static std::vector<std::uint32_t> folds_in_turn(std::size_t n);

  // x [n, pixels] -> out [n, kEvidences]: each evidence as the memory and the covariance of the pictures
  // outside fold[i] see it; for kAll, or fold null, the mean over all folds; less the mean over the pictures
  // of the memory as seen from outside their folds, in their deviations. A picture's bits do not depend on
  // the others.
  void measure(const float* x, std::size_t n, const std::uint32_t* fold, float* out) const;

  // prefix: before the names of its tensors.
  void save(Archive& archive, const std::string& prefix) const;
  static PictureMemory load(const Archive& archive, const PictureShape& shape, const std::string& prefix);

 private:
  struct Tile;
  void build_banks();
  void learn_scale();
  void standardise(Matrix& rows) const;
  // Of the features of up to kTile pictures, not yet less the mean.
  void measure_tile(const float* features, std::size_t n, const std::uint32_t* fold, float* out) const;
  void nearest_parts(const float* z, std::size_t n, Tile& tile) const;
  void whitened(std::size_t fold, const float* z, std::size_t n, Tile& tile) const;

  // The rows of pictures of the fold, or of all others.
  Matrix rows_of(std::size_t fold, bool inside) const;

  PictureFeatures features_;
  std::vector<std::uint32_t> folds_;  // [n]
  Matrix rows_;                       // [kCopies n, features]: standardised, the copies of a picture together
  std::vector<float> mean_, scale_;   // [features] of the pictures, for standardising
  std::vector<Whitening> whitening_;  // [kFolds] of the pictures outside the fold
  std::vector<Bank> parts_;           // [kFolds] rows of the fold
  std::vector<Bank> whitened_;        // [kFolds] whitened rows of the pictures outside the fold
  std::vector<float> usual_, deviation_;  // [kEvidences] of the pictures outside their folds
};

}  // namespace discern
