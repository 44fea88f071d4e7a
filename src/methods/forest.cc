#include "methods/forest.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "base/fail.h"

namespace discern {
namespace {

constexpr std::size_t kTile = 64;
constexpr std::size_t kMostNodes = std::size_t(1) << 31;
constexpr float kLeaf = -1;

[[noreturn]] void refuse(std::size_t node, const char* what) {
  fail(Fault::model, "model file: node {} of the forest {}; train the model again", node, what);
}

bool is_whole(float value, std::size_t least, std::size_t end) {
  return value >= float(least) && double(value) < double(end) && value == std::floor(value);
}

}  // namespace

double expected_path(std::size_t n) {
  if (n < 2) return 0;
  if (n == 2) return 1;
  const double others = double(n - 1);
  return 2 * (std::log(others) + std::numbers::egamma) - 2 * others / double(n);
}

std::size_t height_limit(std::size_t records) {
  return records ? std::size_t(std::bit_width(records - 1)) : 0;
}

Forest::Forest(StoredForest stored) : stored_(std::move(stored)) {
  const std::size_t size = stored_.feature.size();
  if (size == 0 || size > kMostNodes || stored_.value.size() != size)
    fail(Fault::model,
         "model file: the forest has {} features and {} values, expected as many of both; "
         "train the model again",
         size, stored_.value.size());
  nodes_.resize(size);
  for (std::size_t root = 0; root < size;) root = add_tree(root);
}

// -> where the next one begins.
std::size_t Forest::add_tree(std::size_t root) {
  std::vector<std::uint32_t> depth = {0};
  std::size_t records = 0;
  for (std::size_t i = 0; i < depth.size(); ++i) {
    const std::size_t node = root + i;
    if (stored_.feature[node] == kLeaf) {
      records += add_leaf(node, depth[i]);
      continue;
    }
    if (depth[i] == height_limit(stored_.records)) refuse(node, "splits below the height limit");
    add_split(node, root + depth.size());
    depth.insert(depth.end(), 2, depth[i] + 1);
  }
  if (records != stored_.records) refuse(root, "is the root of a tree with another number of records");
  trees_.push_back({std::uint32_t(root), depth.back()});
  return root + depth.size();
}

void Forest::add_split(std::size_t node, std::size_t left) {
  if (left + 1 >= nodes_.size()) refuse(node, "has no branches");
  if (!is_whole(stored_.feature[node], 0, width())) refuse(node, "splits on a feature there is not");
  nodes_[node] = {stored_.value[node], std::uint32_t(stored_.feature[node]), std::uint32_t(left), 0.0f};
}

// -> how many records it holds.
std::size_t Forest::add_leaf(std::size_t node, std::size_t depth) {
  if (!is_whole(stored_.value[node], 1, records() + 1)) refuse(node, "holds an impossible number of records");
  const auto held = std::size_t(stored_.value[node]);
  nodes_[node] = {std::numeric_limits<float>::quiet_NaN(), 0, std::uint32_t(node),
                  float(double(depth) + expected_path(held))};
  return held;
}

// Row by row one step would wait for the last; side by side they do not.
void Forest::sum_paths(const float* x, std::size_t rows, double* out) const {
  std::array<std::uint32_t, kTile> at;
  std::fill_n(out, rows, 0.0);
  for (const Tree& tree : trees_) {
    std::fill_n(at.begin(), rows, tree.root);
    for (std::uint32_t step = 0; step < tree.height; ++step)
      for (std::size_t i = 0; i < rows; ++i) {
        const Node& node = nodes_[at[i]];
        at[i] = node.left + std::uint32_t(x[i * width() + node.feature] >= node.split);
      }
    for (std::size_t i = 0; i < rows; ++i) out[i] += double(nodes_[at[i]].path);
  }
}

void Forest::mean_path(const float* x, std::size_t n, double* out) const {
  for (std::size_t start = 0; start < n; start += kTile)
    sum_paths(x + start * width(), std::min(kTile, n - start), out + start);
  for (std::size_t i = 0; i < n; ++i) out[i] /= double(trees());
}

void Forest::save(Archive& archive) const {
  archive.meta["records"] = records();
  archive.put("feature", {stored_.feature.size()}, stored_.feature);
  archive.put("value", {stored_.value.size()}, stored_.value);
}

Forest Forest::load(const Archive& archive, std::size_t width) {
  return Forest({width, read_meta<std::size_t>(archive.meta, "records"), archive.floats("feature"),
                 archive.floats("value")});
}

}  // namespace discern
