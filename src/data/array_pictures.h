// Pictures that stand in an array of numbers, one after the other.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "data/byte_stream.h"
#include "data/number_rows.h"
#include "data/picture_file.h"

namespace discern {

struct PictureArray {
  std::string file;                   // as in the column `file`, without the picture's number
  std::shared_ptr<ByteStream> bytes;  // of the numbers
  NumberType type;
  std::vector<std::uint64_t>
      shape;  // [n, height, width], with channels (1, 3, 4) at the end or second (1, 3)
};

// labels: empty, or one a picture. Error(data) for a shape that is none of pictures, or labels that do not
// fit.
std::unique_ptr<PictureFile> open_array_pictures(PictureArray array, std::vector<std::string> labels);

}  // namespace discern
