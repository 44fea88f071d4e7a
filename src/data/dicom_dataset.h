// The elements of a DICOM file that its pictures depend on: DICOM PS3.5 and PS3.10.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace discern {

struct DicomDataset {
  // Transfer syntax: how the pixels are written; from extended_jpeg on by a process of 2 to 16 bits.
  enum class Coding { native, rle, jpeg, extended_jpeg, lossless_jpeg, jpeg_ls, jpeg_2000 };
  Coding coding = Coding::native;
  bool big_endian = false;

  std::size_t rows = 0, columns = 0, samples = 1, frames = 1;
  unsigned allocated = 0, stored = 0, high_bit = 0;  // bits
  bool is_signed = false, by_plane = false;
  std::string photometric;
  // What libjpeg reads: baseline, and the extended process where it has no 12 bits.
  bool eight_bit_jpeg() const {
    return coding == Coding::jpeg || (coding == Coding::extended_jpeg && stored <= 8);
  }
  double slope = 1, intercept = 0;
  std::optional<double> window_center, window_width;

  std::string patient, series;  // as the file names them
  std::string modality, view;   // "CR", "AP": codes of up to 16 capitals, digits and underscores, or empty
  std::optional<double> instance;
  std::vector<double> position, orientation;  // 3 and 6 numbers, or none

  // Of the file's bytes: native, all pixels in one piece; else each frame's pieces, in order.
  std::vector<std::vector<std::string_view>> pixels;
};

// bytes: a whole file, which must outlive the result. Error(data) with name for what is damaged, has no
// pixels or is coded in a way that is not read. Nothing is allocated for what a length says.
DicomDataset parse_dicom(std::string_view bytes, const std::string& name);

}  // namespace discern
