// NIfTI-1 and NIfTI-2 volumes in one file, slice by slice.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/fail.h"
#include "data/byte_stream.h"
#include "data/nifti_header.h"
#include "data/sources.h"

namespace discern {
namespace {

constexpr std::size_t kPiece = std::size_t(1) << 20;

class NiftiFile final : public PictureFile {
 public:
  NiftiFile(const std::string& path, SliceAxis axis)
      : path_(path),
        bytes_(open_bytes(path)),
        header_(read_nifti_header(*bytes_, path_)),
        view_(view_of(header_.orientation, axis)) {
    check_picture_size(path_, header_.size[view_.down.axis], header_.size[view_.across.axis]);
  }

  bool next(PictureRecord& record) override {
    const std::size_t slices = header_.size[view_.through.axis];
    if (slice_ == slices || volume_ == 0) {
      if (volume_ == header_.volumes) return false;
      read_volume();
      ++volume_;
      slice_ = 0;
    }
    record.picture = cut(view_.through.reversed ? slices - 1 - slice_ : slice_);
    ++slice_;
    record.slice = std::to_string(slice_);
    record.file = fmt::format("{}#{}", path_, (volume_ - 1) * slices + slice_);
    return true;
  }

 private:
  void take(char* to, std::size_t size) {
    if (read_fully(*bytes_, to, size) < size)
      fail(Fault::data, "{}: ends too early; copy the file again", path_);
  }

  // By pieces, so that a header that lies costs no more than the file holds.
  void read_volume() {
    std::size_t left = header_.size[0] * header_.size[1] * header_.size[2] * header_.type.size;
    voxels_.clear();
    while (left > 0) {
      const std::size_t piece = std::min(left, kPiece), begin = voxels_.size();
      voxels_.resize(begin + piece);
      take(voxels_.data() + begin, piece);
      left -= piece;
    }
  }

  Picture cut(std::size_t slice) const {
    Picture out;
    out.height = header_.size[view_.down.axis];
    out.width = header_.size[view_.across.axis];
    out.channels = 1;
    out.pixels.resize(out.height * out.width);
    const std::array<std::size_t, 3> steps = {1, header_.size[0], header_.size[0] * header_.size[1]};
    for (std::size_t y = 0; y < out.height; ++y)
      for (std::size_t x = 0; x < out.width; ++x) {
        const std::size_t at = slice * steps[view_.through.axis] +
                               (view_.down.reversed ? out.height - 1 - y : y) * steps[view_.down.axis] +
                               (view_.across.reversed ? out.width - 1 - x : x) * steps[view_.across.axis];
        double value;
        header_.type.decode(voxels_.data() + at * header_.type.size, 1, &value);
        const float scaled = float(value * header_.slope + header_.intercept);
        out.pixels[y * out.width + x] = std::isfinite(scaled) ? scaled : 0;
      }
    return out;
  }

  std::string path_;
  std::unique_ptr<ByteStream> bytes_;
  NiftiHeader header_;
  View view_;
  std::vector<char> voxels_;  // of the volume before volume_
  std::size_t volume_ = 0, slice_ = 0;
};

}  // namespace

std::unique_ptr<PictureFile> open_nifti(const Input& input, const ReadOptions& options) {
  return std::make_unique<NiftiFile>(input.path, options.slice_axis);
}

}  // namespace discern
