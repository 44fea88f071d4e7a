#include "train/held_out.h"

#include <algorithm>
#include <utility>

#include "detector/map_scale.h"
#include "methods/picture_map.h"
#include "methods/picture_memory.h"

namespace discern {
namespace {

constexpr std::size_t kLeastMaps = 64;
// Beyond the most, what a map has learned from looks no more normal than what it has not.
constexpr std::size_t kLeastLearned = 8, kMostLearned = 1000;

// The first n rows, if there are any, but those of the fold.
Matrix without_fold(const Matrix& rows, std::size_t n, const std::vector<std::uint32_t>& folds,
                    std::size_t fold) {
  Matrix out(0, rows.cols);
  for (std::size_t i = 0; i < std::min(n, rows.rows); ++i) {
    if (folds[i] == fold) continue;
    out.data.insert(out.data.end(), rows.row(i), rows.row(i) + rows.cols);
    ++out.rows;
  }
  return out;
}

std::size_t most_maps(std::size_t pixels) {
  return std::max(kLeastMaps, MapScale::kMostNumbers / pixels);
}

}  // namespace

void HeldOut::add(const Method& method, PreparedTable next, const PictureShape& picture) {
  prepared = std::move(next);
  const Matrix own = components_of(method, prepared);
  components.cols = own.cols;
  components.rows += own.rows;
  components.data.insert(components.data.end(), own.data.begin(), own.data.end());
  if (picture) add_maps(method, picture);
}

void HeldOut::append(HeldOut&& next) {
  prepared = std::move(next.prepared);
  for (const auto& [to, from] : {std::pair{&components, &next.components}, {&maps, &next.maps}}) {
    to->cols = from->cols;
    to->rows += from->rows;
    to->data.insert(to->data.end(), from->data.begin(), from->data.end());
  }
}

void HeldOut::add_maps(const Method& method, const PictureShape& picture) {
  maps.cols = picture.pixels();
  const std::size_t most = most_maps(maps.cols);
  const std::size_t count = std::min(prepared.x.rows, most - std::min(most, maps_before + maps.rows));
  maps.data.resize((maps.rows + count) * maps.cols);
  raw_maps(method, picture, prepared.x.data.data(), count, maps.data.data() + maps.rows * maps.cols);
  maps.rows += count;
}

Matrix HeldOut::last_rows() const {
  Matrix out(prepared.x.rows, components.cols);
  std::copy(components.data.end() - std::ptrdiff_t(out.data.size()), components.data.end(), out.data.begin());
  return out;
}

Matrix left_out_maps(const Matrix& normal, const Matrix& differences, const PictureFeatures& features,
                     const std::vector<std::uint32_t>& folds) {
  const std::size_t pixels = features.shape().pixels();
  const std::size_t n = std::min(normal.rows, kMostLearned), count = std::min(n, most_maps(pixels));
  if (n < kLeastLearned) return {};
  Matrix out(count, pixels);
  for (std::size_t fold = 0; fold < PictureMemory::kFolds; ++fold) {
    const PictureMap map(without_fold(normal, n, folds, fold), without_fold(differences, n, folds, fold),
                         features);
    for (std::size_t i = 0; i < count; ++i)
      if (folds[i] == fold)
        map.compute(features, normal.row(i), differences.rows > 0 ? differences.row(i) : nullptr, out.row(i));
  }
  return out;
}

}  // namespace discern
