#include "data/picture_files.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace discern::test {
namespace {

std::string big(std::uint32_t value) {
  return {char(value >> 24), char(value >> 16), char(value >> 8), char(value)};
}

std::string little(std::uint64_t value, int size) {
  std::string out;
  for (int i = 0; i < size; ++i) out += char(value >> (8 * i));
  return out;
}

std::string chunk(const std::string& name, const std::string& data) {
  const std::string body = name + data;
  return big(std::uint32_t(data.size())) + body +
         big(std::uint32_t(crc32(0, reinterpret_cast<const Bytef*>(body.data()), uInt(body.size()))));
}

std::string whole(unsigned group, unsigned number, unsigned value) {
  return dicom_element(group, number, "US", little(value, 2));
}

}  // namespace

std::string png(unsigned width, unsigned height, unsigned bits, unsigned color, const std::string& rows) {
  std::vector<Bytef> packed(compressBound(rows.size()));
  uLongf size = packed.size();
  compress(packed.data(), &size, reinterpret_cast<const Bytef*>(rows.data()), rows.size());
  return "\x89PNG\r\n\x1a\n" +
         chunk("IHDR", big(width) + big(height) + char(bits) + char(color) + std::string(3, '\0')) +
         chunk("IDAT", std::string(packed.begin(), packed.begin() + std::ptrdiff_t(size))) +
         chunk("IEND", "");
}

std::string tiff(std::vector<TiffField> fields, const std::vector<std::string>& pieces, bool large) {
  const bool tiled =
      std::any_of(fields.begin(), fields.end(), [](const TiffField& f) { return f.tag == 322; });
  const int place = large ? 8 : 4;
  std::string data = large ? std::string("II+\0\10\0\0\0", 8) + "........" : std::string("II*\0", 4) + "....";
  const std::size_t first = large ? 8 : 4;
  TiffField places{tiled ? 324u : 273u, {}}, sizes{tiled ? 325u : 279u, {}};
  for (const std::string& piece : pieces) {
    places.values.push_back(unsigned(data.size()));
    sizes.values.push_back(unsigned(piece.size()));
    data += piece;
  }
  fields.push_back(places);
  fields.push_back(sizes);
  std::sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.tag < b.tag; });
  std::string directory = little(fields.size(), large ? 8 : 2);
  for (const TiffField& field : fields) {
    directory += little(field.tag, 2) + little(4, 2) + little(field.values.size(), place);
    if (field.values.size() == 1) {
      directory += little(field.values[0], place);
      continue;
    }
    if (large && field.values.size() == 2) {
      directory += little(field.values[0], 4) + little(field.values[1], 4);
      continue;
    }
    directory += little(data.size(), place);
    for (const unsigned value : field.values) data += little(value, 4);
  }
  data.replace(first, std::size_t(place), little(data.size(), place));
  return data + directory + little(0, place);
}

std::string dicom_element(unsigned group, unsigned number, const char* vr, std::string value) {
  if (value.size() % 2) value += ' ';
  const bool wide = std::string_view(vr) == "OW" || std::string_view(vr) == "SQ";
  return little(group, 2) + little(number, 2) + vr +
         (wide ? little(0, 2) + little(value.size(), 4) : little(value.size(), 2)) + value;
}

std::string dicom(unsigned rows, unsigned columns, std::string_view photometric, const std::string& pixels,
                  const std::string& more) {
  return std::string(128, '\0') + "DICM" + dicom_element(2, 0x10, "UI", "1.2.840.10008.1.2.1") +
         whole(0x28, 2, 1) + dicom_element(0x28, 4, "CS", std::string(photometric)) +
         whole(0x28, 0x10, rows) + whole(0x28, 0x11, columns) + whole(0x28, 0x100, 16) +
         whole(0x28, 0x101, 12) + whole(0x28, 0x102, 11) + whole(0x28, 0x103, 0) + more +
         dicom_element(0x7FE0, 0x10, "OW", pixels);
}

std::string dicom_pieces(unsigned rows, unsigned columns, unsigned bits, const std::string& syntax,
                         const std::vector<std::string>& pieces, unsigned frames) {
  const auto item = [](const std::string& data) {
    const std::string even = data + std::string(data.size() % 2, '\0');
    return little(0xFFFE, 2) + little(0xE000, 2) + little(even.size(), 4) + even;
  };
  std::string items = item("");
  for (const std::string& piece : pieces) items += item(piece);
  return std::string(128, '\0') + "DICM" + dicom_element(2, 0x10, "UI", "1.2.840.10008.1.2.4." + syntax) +
         whole(0x28, 2, 1) + dicom_element(0x28, 4, "CS", "MONOCHROME2") +
         dicom_element(0x28, 8, "IS", std::to_string(frames)) + whole(0x28, 0x10, rows) +
         whole(0x28, 0x11, columns) + whole(0x28, 0x100, 16) + whole(0x28, 0x101, bits) +
         whole(0x28, 0x102, bits - 1) + whole(0x28, 0x103, 0) + little(0x7FE0, 2) + little(0x10, 2) + "OB" +
         little(0, 2) + little(0xFFFFFFFF, 4) + items + little(0xFFFE, 2) + little(0xE0DD, 2) + little(0, 4);
}

std::string lossless_jpeg(unsigned rows, unsigned columns, unsigned bits, unsigned predictor,
                          const std::vector<int>& values, bool restarts) {
  const auto two = [](unsigned v) { return std::string{char(v >> 8), char(v)}; };
  // All 17 categories by codes of 5 bits: the code is the category.
  std::string table = std::string(1, '\0') + std::string(4, '\0') + char(17) + std::string(11, '\0');
  for (int category = 0; category <= 16; ++category) table += char(category);
  std::string out = "\xFF\xD8\xFF\xC4" + two(unsigned(table.size()) + 2) + table + "\xFF\xC3" + two(11) +
                    char(bits) + two(rows) + two(columns) + "\1\1\x11" + std::string(1, '\0');
  if (restarts) out += "\xFF\xDD" + two(4) + two(columns);
  out += "\xFF\xDA" + two(8) + "\1\1" + std::string(1, '\0') + char(predictor) + std::string(2, '\0');
  std::string written;
  const auto flush = [&] {
    while (written.size() % 8) written += '1';
    for (std::size_t i = 0; i < written.size(); i += 8) {
      out += char(std::stoi(written.substr(i, 8), nullptr, 2));
      if (out.back() == '\xFF') out += '\0';
    }
    written.clear();
  };
  const auto add = [&](unsigned value, int count) {
    while (count-- > 0) written += value >> count & 1 ? '1' : '0';
  };
  for (unsigned y = 0; y < rows; ++y) {
    if (restarts && y > 0) {
      flush();
      out += '\xFF';
      out += char(0xD0 + (y - 1) % 8);
    }
    const bool fresh = y == 0 || restarts;
    for (unsigned x = 0; x < columns; ++x) {
      const int* const here = values.data() + y * columns + x;
      const int w = int(columns);
      const int a = x ? here[-1] : 0, b = fresh ? 0 : here[-w], c = fresh || !x ? 0 : here[-w - 1];
      const int by[] = {0, a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1};
      const int expected = fresh ? (x ? a : 1 << (bits - 1)) : x ? by[predictor] : b;
      int difference = (*here - expected) & 0xFFFF;
      if (difference > 32768) difference -= 65536;
      int category = 0;
      for (int left = std::abs(difference); left; left >>= 1) ++category;
      add(unsigned(category), 5);
      if (category < 16) add(unsigned(difference < 0 ? difference - 1 : difference), category);
    }
  }
  flush();
  return out + "\xFF\xD9";
}

std::string nifti(unsigned x, unsigned y, unsigned z, float x_step, const std::string& voxels) {
  std::string out(352, '\0');
  const auto put = [&](std::size_t at, auto value) { std::memcpy(out.data() + at, &value, sizeof value); };
  put(0, std::int32_t(348));
  const std::int16_t sizes[] = {3, std::int16_t(x), std::int16_t(y), std::int16_t(z)};
  std::memcpy(out.data() + 40, sizes, sizeof sizes);
  put(70, std::int16_t(4));
  put(72, std::int16_t(16));
  put(108, 352.0f);
  put(112, 2.0f);
  put(116, 1.0f);
  put(254, std::int16_t(1));
  put(280, x_step);
  put(296 + 4, 1.0f);
  put(312 + 8, 1.0f);
  std::memcpy(out.data() + 344, "n+1", 4);
  return out + voxels;
}

}  // namespace discern::test
