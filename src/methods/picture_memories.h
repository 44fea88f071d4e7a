// Memories of normal pictures by kind: a picture is held against those of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "methods/picture_memory.h"

namespace discern {

// Rows are pictures with their condition behind them (methods/conditional.h), or without one. Immutable after
// construction; const members may be called from any number of threads.
class PictureMemories {
 public:
  // A kind of fewer pictures, or without one in each fold, is judged as any.
  static constexpr std::size_t kLeastOfKind = 40;

  PictureMemories() = default;
  // normal [n >= PictureMemory::kLeast, pixels and condition]; folds as PictureMemory takes them.
  PictureMemories(const Matrix& normal, const PictureShape& shape, const std::vector<std::uint32_t>& folds);

  const PictureFeatures& features() const { return memories_.front().features(); }
  std::size_t kinds() const { return kinds_.size(); }
  std::size_t width() const { return memories_.front().pixels() + condition_; }

  // x [n, width()] -> out [n, PictureMemory::kEvidences]: PictureMemory::measure by the memory of the
  // picture's kind, or of all pictures if its kind has none. A picture's bits do not depend on the others.
  void measure(const float* x, std::size_t n, const std::uint32_t* fold, float* out) const;

  void save(Archive& archive) const;
  // Error(model) unless the archive holds memories of such pictures.
  static PictureMemories load(const Archive& archive, const PictureShape& shape, std::size_t condition);

 private:
  std::size_t memory_of(const float* picture) const;

  std::size_t condition_ = 0;
  std::vector<PictureMemory> memories_;              // of all pictures, then of each kind
  std::map<std::vector<float>, std::size_t> kinds_;  // by condition: its place in memories_
};

}  // namespace discern
