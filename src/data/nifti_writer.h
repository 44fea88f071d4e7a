// Numbers for the voxels of a NIfTI file, given slice by slice as it is read, written where those voxels are.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "data/nifti_header.h"

namespace discern {

class NiftiVolumes {
 public:
  // Of the file at path, whose slices were cut along axis. Error(data) as from reading it, and for sizes that
  // NIfTI-1 cannot say.
  NiftiVolumes(const std::string& path, SliceAxis axis);

  // slice: from 0, as they are read, volume by volume; values [height, width] of it. True once all slices are
  // there. Error(usage) for another slice or size.
  bool place(std::size_t slice, std::span<const float> values);
  // A .nii.gz file of 32-bit floats, with the size, axes, matrices and units of the file it is of, and
  // nothing else of it. The same bytes for the same numbers; what was not placed is 0.
  std::string bytes() const;

 private:
  NiftiHeader header_;
  View view_;
  std::vector<float> voxels_;
  std::vector<char> placed_;  // [slices of all volumes]
  std::size_t left_ = 0;
};

}  // namespace discern
