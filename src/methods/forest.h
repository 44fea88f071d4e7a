// Trees of random splits in flat arrays: how deep records fall in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/archive.h"

namespace discern {

// As the model file holds it: all trees, one after the other, each level by level from its root, so that the
// n-th split of a tree has its two branches at 2n + 1 and 2n + 2 and nothing needs to say where.
struct StoredForest {
  std::size_t width = 0;       // features
  std::size_t records = 0;     // a tree
  std::vector<float> feature;  // of a split; -1 for a leaf
  std::vector<float> value;    // of a split, records below it go left; of a leaf, how many records it holds
};

// Mean steps to find one of n records in a binary search tree without success; 0 for n < 2. (Liu et al. 2008,
// equation 1.)
double expected_path(std::size_t n);

// Splits a tree of this many records has above each other at most: the height of a balanced one.
std::size_t height_limit(std::size_t records);

// Immutable; const members may be called from any number of threads.
class Forest {
 public:
  Forest() = default;
  // Error(model) unless each tree is whole, splits on a feature there is and holds `records` records within
  // the height limit.
  explicit Forest(StoredForest stored);

  std::size_t trees() const { return trees_.size(); }
  std::size_t width() const { return stored_.width; }
  std::size_t records() const { return stored_.records; }

  // x [n, width], finite -> out [n]: mean over the trees of the splits above the leaf a record falls in and
  // what they would be if the leaf's records were split on. A row's bits do not depend on n.
  void mean_path(const float* x, std::size_t n, double* out) const;

  void save(Archive& archive) const;
  // Error(model) as the constructor, or unless the archive holds one.
  static Forest load(const Archive& archive, std::size_t width);

 private:
  // A leaf leads to itself, so that all rows can take the same number of steps.
  struct Node {
    float split;  // NaN in a leaf: nothing is above it
    std::uint32_t feature;
    std::uint32_t left;  // the right branch is the next one
    float path;          // of a leaf
  };
  struct Tree {
    std::uint32_t root;
    std::uint32_t height;
  };
  std::size_t add_tree(std::size_t root);
  void add_split(std::size_t node, std::size_t left);
  std::size_t add_leaf(std::size_t node, std::size_t depth);
  void sum_paths(const float* x, std::size_t rows, double* out) const;

  StoredForest stored_;
  std::vector<Node> nodes_;
  std::vector<Tree> trees_;
};

}  // namespace discern
