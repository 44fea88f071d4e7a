// The pixels of a DICOM file as pictures.
#pragma once

#include <string>

#include "data/dicom_dataset.h"
#include "discern/records.h"

namespace discern {

// Frame `frame` < frames, rescaled and with 0 black; by the first window to [0, 255] if window is true and
// the file has one. Error(data) with name for sizes and codings that do not fit. Sizes are checked first.
Picture dicom_picture(const DicomDataset& dataset, std::size_t frame, bool window, const std::string& name);

}  // namespace discern
