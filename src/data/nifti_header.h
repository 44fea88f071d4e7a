// What the header of a NIfTI-1 or NIfTI-2 file says: https://nifti.nimh.nih.gov (nifti1.h, nifti2.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "data/byte_stream.h"
#include "data/nifti_orientation.h"
#include "data/number_rows.h"

namespace discern {

// Of one volume, in bytes.
inline constexpr std::size_t kMostVolume = std::size_t(1) << 30;

struct NiftiHeader {
  NumberType type;
  std::array<std::size_t, 3> size;  // voxels
  std::size_t volumes = 1;
  std::uint64_t offset = 0;  // of the voxels
  double slope = 1, intercept = 0;
  Orientation orientation;
  // Where its voxels are, as the file has it and another may: nothing that names anybody.
  std::array<float, 8> spacing{};        // pixdim
  int by_quaternion = 0, by_matrix = 0;  // qform_code, sform_code
  std::array<float, 6> quaternion{};     // quatern_b, c, d, qoffset_x, y, z
  std::array<float, 12> matrix{};        // srow_x, y, z
  int units = 0;                         // xyzt_units
};

// Reads up to the first voxel. Error(data) with name for what is damaged, no NIfTI in one piece or too large.
// Nothing is allocated for what a size says.
NiftiHeader read_nifti_header(ByteStream& bytes, const std::string& name);

}  // namespace discern
