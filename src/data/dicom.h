// DICOM files as a series of slices.
#pragma once

#include <string>
#include <vector>

#include "data/chained_source.h"

namespace discern {

// Files that are DICOM, among themselves: series in the order they come in, each by the slices' position
// along its normal or, where one has none, by instance number. All others stay where they are.
void sort_dicom(std::vector<PendingFile>& files);

// Whether a file begins as DICOM files do.
bool is_dicom(const std::string& path);

}  // namespace discern
