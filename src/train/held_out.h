// What normal records say that a method has not learned from.
#pragma once

#include <cstdint>
#include <vector>

#include "detector/scoring.h"
#include "methods/picture_features.h"

namespace discern {

// Of methods that learn again for each fold, `prepared` is made by as many preparations as there are folds.
struct HeldOut {
  Matrix components;
  PreparedTable prepared;
  Matrix maps;                  // [n, pixels] raw_maps of some of them; none of tables
  std::size_t maps_before = 0;  // records in parts that this one will be appended to: so many fewer maps

  // The next records, which are scored by method. picture: of each of them, or none.
  void add(const Method& method, PreparedTable next, const PictureShape& picture);
  // The records of a part that was made with maps_before; its `prepared` stays.
  void append(HeldOut&& next);
  // Components of the records in prepared: those of the last fold, or all.
  Matrix last_rows() const;

 private:
  void add_maps(const Method& method, const PictureShape& picture);
};

// Method::map as each picture's would be, had it not been learned from: PictureMap of the pictures outside
// its fold. normal [n, features.shape().size()]; differences [n, pixels] as PictureMap takes them, or none;
// folds [n], each below PictureMemory::kFolds -> [n or fewer, pixels].
Matrix left_out_maps(const Matrix& normal, const Matrix& differences, const PictureFeatures& features,
                     const std::vector<std::uint32_t>& folds);

}  // namespace discern
