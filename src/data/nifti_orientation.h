// Which way the axes of a volume run through a body.
#pragma once

#include <array>
#include <cstddef>

#include "discern/records.h"

namespace discern {

// Of the directions right, anterior, superior: the voxel axis that runs along it, and whether against it.
struct Direction {
  std::size_t axis = 0;
  bool reversed = false;
};
struct Orientation {
  std::array<Direction, 3> toward = {Direction{0, false}, Direction{1, false}, Direction{2, false}};
};

// matrix[direction][voxel axis]: millimetres along right, anterior, superior for a step of one voxel. The
// nearest of the 48 ways to lay the axes along the directions; the usual one where the matrix says nothing.
Orientation nearest_orientation(const std::array<std::array<double, 3>, 3>& matrix);

// The matrix of a NIfTI quaternion (b, c, d), its factor for the third axis (1 or -1), and the voxels'
// spacing.
std::array<std::array<double, 3>, 3> quaternion_matrix(double b, double c, double d, double factor,
                                                       const std::array<double, 3>& spacing);

// How a slice is shown: down the rows, across the columns, and from slice to slice. Right is on the left
// side, front or top is up, as radiologists look at them: axial from the feet, coronal from the front;
// sagittal from the left, the front on the left side.
struct View {
  Direction down, across, through;
};
View view_of(const Orientation& orientation, SliceAxis axis);

}  // namespace discern
