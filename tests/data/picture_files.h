// Small files of pictures, as bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace discern::test {

// rows: the filtered scan lines, each with its filter byte. color: 0 grey, 2 RGB.
std::string png(unsigned width, unsigned height, unsigned bits, unsigned color, const std::string& rows);
struct TiffField {
  unsigned tag;
  std::vector<unsigned> values;  // as 32-bit numbers
};
// One page, little-endian: the fields, with the places of these pieces as tag 273, or 324 if it has tiles
// (322). large: as BigTIFF.
std::string tiff(std::vector<TiffField> fields, const std::vector<std::string>& pieces, bool large = false);
// Explicit little-endian, 16 bits, 12 stored. more: elements before the pixels.
std::string dicom(unsigned rows, unsigned columns, std::string_view photometric, const std::string& pixels,
                  const std::string& more = "");
std::string dicom_element(unsigned group, unsigned number, const char* vr, std::string value);
// Grey frames of `bits` of 16 bits, packed by the transfer syntax 1.2.840.10008.1.2.4.<syntax>.
std::string dicom_pieces(unsigned rows, unsigned columns, unsigned bits, const std::string& syntax,
                         const std::vector<std::string>& pieces, unsigned frames);
inline std::string dicom_packed(unsigned rows, unsigned columns, unsigned bits, const std::string& syntax,
                                const std::string& picture) {
  return dicom_pieces(rows, columns, bits, syntax, {picture}, 1);
}
// By JPEG's lossless process.
inline std::string dicom_lossless(unsigned rows, unsigned columns, const std::string& jpeg) {
  return dicom_packed(rows, columns, 16, "70", jpeg);
}
// One sample of `bits` a pixel, [rows][columns]; restarts after each row if asked for.
std::string lossless_jpeg(unsigned rows, unsigned columns, unsigned bits, unsigned predictor,
                          const std::vector<int>& values, bool restarts = false);
// NIfTI-1, little-endian 16-bit voxels, diagonal matrix (x_step, 1, 1), intensities 2 v + 1.
std::string nifti(unsigned x, unsigned y, unsigned z, float x_step, const std::string& voxels);

}  // namespace discern::test
