#include "data/formats.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace discern {

std::span<const FormatInfo> formats() {
  static const std::vector<FormatInfo> table = {
      {"csv", "comma-separated values (RFC 4180)", {".csv"}, open_csv},
      {"tsv", "tab-separated values", {".tsv", ".tab"}, open_tsv},
      {"jsonl", "JSON Lines: one flat object a line", {".jsonl", ".ndjson"}, open_jsonl},
      {"npy", "one NumPy array", {".npy"}, open_npy, open_npy_pictures, npy_holds_pictures},
      {"npz",
       "NumPy arrays X and y, train_images and train_labels, or one",
       {".npz"},
       open_npz,
       open_npz_pictures,
       npz_holds_pictures,
       {"label"}},
      {"idx",
       "the format of the MNIST files",
       {".idx", "idx1-ubyte", "idx2-ubyte", "idx3-ubyte"},
       open_idx,
       open_idx_pictures,
       idx_holds_pictures,
       {"label"}},
      {"images",
       "pictures: PNG, JPEG, TIFF",
       {".png", ".jpg", ".jpeg", ".tif", ".tiff"},
       nullptr,
       open_image},
      {"dicom",
       "medical pictures and series",
       {".dcm", ".dicom"},
       nullptr,
       open_dicom,
       nullptr,
       {"series", "slice", "patient", "modality", "view"}},
      {"nifti", "medical volumes, as slices", {".nii"}, nullptr, open_nifti, nullptr, {"slice"}},
  };
  return table;
}

namespace {
constexpr std::array<std::string_view, 3> kAxes = {"axial", "coronal", "sagittal"};
}

std::string_view slice_axis_name(SliceAxis axis) {
  return kAxes[std::size_t(axis)];
}

bool is_slice_axis(std::string_view name) {
  return std::find(kAxes.begin(), kAxes.end(), name) != kAxes.end();
}

SliceAxis slice_axis_from(std::string_view name) {
  return SliceAxis(std::find(kAxes.begin(), kAxes.end(), name) - kAxes.begin());
}

bool FormatInfo::fits(std::string_view path) const {
  std::string lower(path);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  std::string_view bare = lower;
  if (bare.ends_with(".gz")) bare.remove_suffix(3);
  return std::any_of(extensions.begin(), extensions.end(),
                     [&](std::string_view extension) { return bare.ends_with(extension); });
}

}  // namespace discern
