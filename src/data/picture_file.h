// The pictures of one file, in order.
#pragma once

#include <cstddef>
#include <string>

#include "discern/records.h"

namespace discern {

struct PictureRecord {
  Picture picture;
  std::string file;             // as in the column `file`
  std::string label, slice;     // empty where the file does not say
  std::string series, patient;  // as the file names them: never shown unless asked for
  std::string modality, view;   // what kind of picture it is; empty where the file does not say
};

class PictureFile {
 public:
  virtual ~PictureFile() = default;
  // Replaces record with the next picture's; false at the end. Throws as Source::next.
  virtual bool next(PictureRecord& record) = 0;
};

// What one picture may have; checked before anything is allocated for it.
inline constexpr std::size_t kMostPixels = std::size_t(1) << 25;
// Error(data) for none or too many pixels of a picture of a file.
void check_picture_size(const std::string& name, std::size_t height, std::size_t width);

}  // namespace discern
