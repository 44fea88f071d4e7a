// Files of pictures read as one Source.
#pragma once

#include <memory>
#include <vector>

#include "data/chained_source.h"

namespace discern {

// files is not empty, all of pictures. Columns: image, file, folder, and what any of their formats has
// beside.
std::unique_ptr<Source> open_pictures(std::vector<PendingFile> files, const ReadOptions& options);

}  // namespace discern
