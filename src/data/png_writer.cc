#include "data/png_writer.h"

#include <png.h>

#include "base/fail.h"

namespace discern {

std::string encode_png(const std::vector<std::uint8_t>& samples, std::size_t height, std::size_t width,
                       std::size_t channels) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.height = png_uint_32(height);
  image.width = png_uint_32(width);
  image.format = channels == 1 ? PNG_FORMAT_GRAY : channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_RGBA;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string out(size, '\0');
  if (!png_image_write_to_memory(&image, out.data(), &size, 0, samples.data(), 0, nullptr))
    fail(Fault::io, "a PNG picture of {} x {}: {}; free some memory", width, height, image.message);
  out.resize(size);
  return out;
}

}  // namespace discern
