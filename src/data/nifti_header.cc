#include "data/nifti_header.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/fail.h"

namespace discern {
namespace {

constexpr std::size_t kHeader1 = 348, kHeader2 = 540;
constexpr std::uint64_t kMostOffset = std::uint64_t(64) << 20;

// Numbers of a header, of the byte order that its first one tells.
class Fields {
 public:
  Fields(std::string bytes, const std::string& name) : bytes_(std::move(bytes)), name_(name) {
    std::int32_t first = 0;
    std::memcpy(&first, bytes_.data(), 4);
    swapped_ = first != std::int32_t(kHeader1) && first != std::int32_t(kHeader2);
  }
  template <class T>
  T at(std::size_t place) const {
    char raw[sizeof(T)];
    std::memcpy(raw, bytes_.data() + place, sizeof(T));
    if (swapped_) std::reverse(raw, raw + sizeof(T));
    return std::bit_cast<T>(raw);
  }
  bool swapped() const { return swapped_; }

 private:
  std::string bytes_;
  const std::string& name_;
  bool swapped_ = false;
};

NumberType type_of(int code, bool swapped, const std::string& name) {
  const bool big = swapped == (std::endian::native == std::endian::little);
  switch (code) {
    case 2:
      return {'u', 1, big};
    case 4:
      return {'i', 2, big};
    case 8:
      return {'i', 4, big};
    case 16:
      return {'f', 4, big};
    case 64:
      return {'f', 8, big};
    case 256:
      return {'i', 1, big};
    case 512:
      return {'u', 2, big};
    case 768:
      return {'u', 4, big};
    case 1024:
      return {'i', 8, big};
    case 1280:
      return {'u', 8, big};
    default:
      fail(Fault::data, "{}: holds voxels of type {}; expected whole numbers or floats: convert it", name,
           code);
  }
}

Orientation orientation_of(const Fields& f, bool second) {
  const auto number = [&](std::size_t first, std::size_t other, std::size_t i) {
    return second ? f.at<double>(other + 8 * i) : double(f.at<float>(first + 4 * i));
  };
  const int by_quaternion = second ? f.at<std::int32_t>(344) : f.at<std::int16_t>(252);
  const int by_matrix = second ? f.at<std::int32_t>(348) : f.at<std::int16_t>(254);
  if (by_matrix > 0) {
    std::array<std::array<double, 3>, 3> matrix;
    for (std::size_t row = 0; row < 3; ++row)
      for (std::size_t axis = 0; axis < 3; ++axis)
        matrix[row][axis] = number(280 + 16 * row, 400 + 32 * row, axis);
    return nearest_orientation(matrix);
  }
  std::array<double, 3> spacing;
  for (std::size_t axis = 0; axis < 3; ++axis) spacing[axis] = std::abs(number(80, 112, axis));
  if (by_quaternion > 0)
    return nearest_orientation(quaternion_matrix(number(256, 352, 0), number(256, 352, 1),
                                                 number(256, 352, 2), number(76, 104, 0) < 0 ? -1 : 1,
                                                 spacing));
  return Orientation{};
}

void read_geometry(const Fields& f, bool second, NiftiHeader& out) {
  const auto number = [&](std::size_t first, std::size_t other, std::size_t i) {
    return second ? float(f.at<double>(other + 8 * i)) : f.at<float>(first + 4 * i);
  };
  for (std::size_t i = 0; i < out.spacing.size(); ++i) out.spacing[i] = number(76, 104, i);
  for (std::size_t i = 0; i < out.quaternion.size(); ++i) out.quaternion[i] = number(256, 352, i);
  for (std::size_t i = 0; i < out.matrix.size(); ++i) out.matrix[i] = number(280, 400, i);
  out.by_quaternion = second ? f.at<std::int32_t>(344) : f.at<std::int16_t>(252);
  out.by_matrix = second ? f.at<std::int32_t>(348) : f.at<std::int16_t>(254);
  out.units = second ? f.at<std::int32_t>(500) : f.at<std::uint8_t>(123);
}

NiftiHeader parse(const Fields& f, bool second, const std::string& name) {
  const auto dimension = [&](std::size_t i) {
    return second ? f.at<std::int64_t>(16 + 8 * i) : std::int64_t(f.at<std::int16_t>(40 + 2 * i));
  };
  NiftiHeader out;
  const std::int64_t dimensions = dimension(0);
  if (dimensions < 1 || dimensions > 7)
    fail(Fault::data, "{}: is no NIfTI file: it has {} dimensions; check the format", name, dimensions);
  out.type = type_of(second ? f.at<std::int16_t>(12) : f.at<std::int16_t>(70), f.swapped(), name);
  out.size = {1, 1, 1};
  std::size_t bytes = out.type.size;
  for (std::int64_t i = 1; i <= dimensions; ++i) {
    const std::int64_t size = dimension(std::size_t(i));
    if (size < 1 || std::uint64_t(size) > kMostVolume || (i <= 3 && std::size_t(size) > kMostVolume / bytes))
      fail(Fault::data, "{}: dimension {} has {} voxels; expected volumes of up to {} bytes: cut them", name,
           i, size, kMostVolume);
    if (i <= 3) bytes *= out.size[std::size_t(i) - 1] = std::size_t(size);
    if (i > 3 && out.volumes > kMostVolume / std::size_t(size))
      fail(Fault::data, "{}: has too many volumes; expected at most {}", name, kMostVolume);
    if (i > 3) out.volumes *= std::size_t(size);
  }
  const double offset = second ? double(f.at<std::int64_t>(168)) : double(f.at<float>(108));
  if (!(offset >= double(second ? kHeader2 : kHeader1) && offset <= double(kMostOffset)))
    fail(Fault::data, "{}: is no NIfTI file: its voxels begin at {}; check the format", name, offset);
  out.offset = std::uint64_t(offset);
  const double slope = second ? f.at<double>(176) : double(f.at<float>(112));
  const double intercept = second ? f.at<double>(184) : double(f.at<float>(116));
  if (std::isfinite(slope) && slope != 0 && std::isfinite(intercept)) {
    out.slope = slope;
    out.intercept = intercept;
  }
  out.orientation = orientation_of(f, second);
  read_geometry(f, second, out);
  return out;
}

}  // namespace

NiftiHeader read_nifti_header(ByteStream& bytes, const std::string& name) {
  const auto take = [&](char* to, std::size_t size) {
    if (read_fully(bytes, to, size) < size)
      fail(Fault::data, "{}: ends too early; copy the file again", name);
  };
  std::string begin(kHeader1, '\0');
  take(begin.data(), begin.size());
  std::int32_t first;
  std::memcpy(&first, begin.data(), 4);
  const auto is = [&](std::size_t size) {
    return first == std::int32_t(size) || first == std::int32_t(__builtin_bswap32(std::uint32_t(size)));
  };
  const bool second = is(kHeader2);
  if (second) {
    begin.resize(kHeader2);
    take(begin.data() + kHeader1, kHeader2 - kHeader1);
  }
  const std::string_view magic = std::string_view(begin).substr(second ? 4 : 344, 3);
  if ((!second && !is(kHeader1)) || magic != (second ? "n+2" : "n+1"))
    fail(Fault::data, "{}: is no NIfTI file in one piece; expected .nii or .nii.gz: convert it", name);
  NiftiHeader out = parse(Fields(begin, name), second, name);
  std::vector<char> skipped(out.offset - begin.size());
  if (!skipped.empty()) take(skipped.data(), skipped.size());
  return out;
}

}  // namespace discern
