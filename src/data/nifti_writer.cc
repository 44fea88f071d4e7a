#include "data/nifti_writer.h"

#include <zlib.h>

#include <bit>
#include <cstring>
#include <limits>
#include <new>

#include "base/fail.h"

namespace discern {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are written as they stand in memory");

constexpr std::size_t kHeader = 348, kFirstVoxel = 352;
constexpr std::int16_t kFloat32 = 16;

NiftiHeader header_of(const std::string& path) {
  const auto bytes = open_bytes(path);
  NiftiHeader out = read_nifti_header(*bytes, path);
  const std::size_t voxels = out.size[0] * out.size[1] * out.size[2];
  constexpr std::size_t kMost = std::numeric_limits<std::int16_t>::max();
  if (out.size[0] > kMost || out.size[1] > kMost || out.size[2] > kMost || out.volumes > kMost ||
      voxels > kMostVolume / sizeof(float) / out.volumes)
    fail(Fault::data, "{}: {} volumes of {} x {} x {} voxels are too many for a map; cut them", path,
         out.volumes, out.size[0], out.size[1], out.size[2]);
  return out;
}

// nifti1.h
std::string header_bytes(const NiftiHeader& h) {
  std::string out(kFirstVoxel, '\0');
  const auto put = [&](std::size_t at, auto value) { std::memcpy(out.data() + at, &value, sizeof value); };
  put(0, std::int32_t(kHeader));
  const bool one = h.volumes == 1;
  put(40, std::int16_t(one ? 3 : 4));
  for (std::size_t i = 0; i < 3; ++i) put(42 + 2 * i, std::int16_t(h.size[i]));
  put(48, std::int16_t(h.volumes));
  for (std::size_t i = 4; i < 7; ++i) put(42 + 2 * i, std::int16_t(1));
  put(70, kFloat32);
  put(72, std::int16_t(32));
  put(76, h.spacing);
  put(108, float(kFirstVoxel));
  put(112, 1.0f);
  put(123, char(h.units));
  constexpr std::string_view kWhat = "discern: -log10 of the share of normal pixels";
  std::memcpy(out.data() + 148, kWhat.data(), kWhat.size());
  put(252, std::int16_t(h.by_quaternion));
  put(254, std::int16_t(h.by_matrix));
  put(256, h.quaternion);
  put(280, h.matrix);
  std::memcpy(out.data() + 344, "n+1", 4);
  return out;
}

}  // namespace

NiftiVolumes::NiftiVolumes(const std::string& path, SliceAxis axis)
    : header_(header_of(path)), view_(view_of(header_.orientation, axis)) {
  voxels_.resize(header_.size[0] * header_.size[1] * header_.size[2] * header_.volumes);
  left_ = header_.size[view_.through.axis] * header_.volumes;
  placed_.resize(left_);
}

bool NiftiVolumes::place(std::size_t slice, std::span<const float> values) {
  const auto& size = header_.size;
  const std::size_t height = size[view_.down.axis], width = size[view_.across.axis],
                    slices = size[view_.through.axis];
  if (slice >= placed_.size() || values.size() != height * width)
    fail(Fault::usage, "a map's slice {} of {} numbers, expected one of {} of {} x {}", slice + 1,
         values.size(), placed_.size(), height, width);
  const std::size_t steps[] = {1, size[0], size[0] * size[1]};
  const auto at = [&](const Direction& d, std::size_t i) {
    return (d.reversed ? size[d.axis] - 1 - i : i) * steps[d.axis];
  };
  float* const volume = voxels_.data() + slice / slices * (size[0] * size[1] * size[2]);
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < width; ++x)
      volume[at(view_.through, slice % slices) + at(view_.down, y) + at(view_.across, x)] =
          values[y * width + x];
  if (!placed_[slice]) --left_;
  placed_[slice] = 1;
  return left_ == 0;
}

std::string NiftiVolumes::bytes() const {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string in = header_bytes(header_);
  in.append(reinterpret_cast<const char*>(voxels_.data()), voxels_.size() * sizeof(float));
  std::string out(deflateBound(&stream, in.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = uInt(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = uInt(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace discern
