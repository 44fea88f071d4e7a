#include "tools/picture_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "base/file.h"
#include "data/npz_writer.h"
#include "data/png_writer.h"

namespace discern {
namespace {

constexpr const char* kArray = "generated_images";

bool of_8_bits(const Picture& picture) {
  return picture.low == 0 && picture.high == 255;
}

std::uint8_t rounded(float value) {
  return std::uint8_t(std::lround(std::clamp(value, 0.0f, 255.0f)));
}

// In the order of an array: pixel by pixel.
std::vector<float> by_pixels(const Picture& picture) {
  const std::size_t pixels = picture.height * picture.width;
  std::vector<float> out(picture.pixels.size());
  for (std::size_t c = 0; c < picture.channels; ++c)
    for (std::size_t i = 0; i < pixels; ++i) out[i * picture.channels + c] = picture.pixels[c * pixels + i];
  return out;
}

std::vector<std::uint8_t> bytes_of(const std::vector<float>& values) {
  std::vector<std::uint8_t> out(values.size());
  std::transform(values.begin(), values.end(), out.begin(), rounded);
  return out;
}

void write_file(const std::string& path, std::string_view bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

// use(number from 1, picture)
template <class Use>
void for_pictures(Source& source, Block& block, Use use) {
  std::size_t number = 0;
  do {
    for (const Picture& picture : std::get<PictureColumn>(block.columns.front())) use(++number, picture);
  } while (source.next(block));
}

void write_npz(Source& source, Block& block, const std::string& output) {
  const Picture first = std::get<PictureColumn>(block.columns.front()).front();
  std::vector<float> values;
  std::vector<std::uint8_t> bytes;
  std::uint64_t count = 0;
  for_pictures(source, block, [&](std::size_t, const Picture& picture) {
    const std::vector<float> own = by_pixels(picture);
    ++count;
    if (!of_8_bits(first)) return void(values.insert(values.end(), own.begin(), own.end()));
    const std::vector<std::uint8_t> samples = bytes_of(own);
    bytes.insert(bytes.end(), samples.begin(), samples.end());
  });
  std::vector<std::uint64_t> shape = {count, first.height, first.width};
  if (first.channels > 1) shape.push_back(first.channels);
  NpzWriter out;
  if (of_8_bits(first))
    out.add(kArray, shape, bytes);
  else
    out.add(kArray, shape, values);
  write_file(output, out.bytes());
}

void write_folder(Source& source, Block& block, const std::string& output) {
  const Picture& first = std::get<PictureColumn>(block.columns.front()).front();
  if (!of_8_bits(first))
    fail(Fault::usage,
         "-o {}: the model's pictures go from {} to {}, which PNG files of 8 bits do not hold; "
         "name an .npz file",
         output, first.low, first.high);
  std::error_code error;
  std::filesystem::create_directories(output, error);
  if (error) fail(Fault::io, "{}: cannot be made: {}; give another folder", output, error.message());
  for_pictures(source, block, [&](std::size_t number, const Picture& picture) {
    write_file(fmt::format("{}/{:05}.png", output, number),
               encode_png(bytes_of(by_pixels(picture)), picture.height, picture.width, picture.channels));
  });
}

bool is_npz(const std::string& output) {
  return std::filesystem::path(output).extension() == ".npz";
}

}  // namespace

void check_picture_output(const std::string& output) {
  if (output == "-" || !(is_npz(output) || std::filesystem::path(output).extension().empty()))
    fail(Fault::usage,
         "-o {}: the model makes pictures; name an .npz file, or a folder without an ending for PNG files",
         output);
}

void write_pictures(Source& source, Block block, const std::string& output) {
  if (is_npz(output)) return write_npz(source, block, output);
  write_folder(source, block, output);
}

}  // namespace discern
