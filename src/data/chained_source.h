// Several files read as one.
#pragma once

#include <memory>
#include <vector>

#include "data/formats.h"

namespace discern {

struct PendingFile {
  Input input;
  const FormatInfo* format;
};

// The first file is opened at once, each other when its turn comes. Their columns must be those of the first,
// in any order; else Error(data) that names file and column. files is not empty.
std::unique_ptr<Source> chain(std::vector<PendingFile> files, const ReadOptions& options);

}  // namespace discern
