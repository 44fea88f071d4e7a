#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "data/codestreams.h"
#include "data/picture_files.h"
#include "data/source_files.h"

using namespace discern;
using namespace discern::test;
using namespace std::string_literals;

namespace {

std::vector<int> expected_values() {
  std::vector<int> out;
  for (int y = 0; y < 6; ++y)
    for (int x = 0; x < 8; ++x) out.push_back((700 * y + 37 * x * (y % 3)) % 4096);
  return out;
}

std::string expected_picture() {
  std::string out = "6x8x1";
  for (const int value : expected_values()) out += fmt::format(" {}", value);
  return out;
}

std::string read_picture(const std::string& bytes) {
  const Folder folder;
  return read_rows(folder.write("a.dcm", bytes))[0][0];
}

std::vector<float> read_pixels(const std::string& bytes) {
  const Folder folder;
  const auto source = open_source(folder.write("a.dcm", bytes));
  Block block;
  REQUIRE(source->next(block));
  return std::get<PictureColumn>(block.columns[0])[0].pixels;
}

void refuses(const std::string& part, const std::string& bytes) {
  const Folder folder;
  const Caught found = caught(folder, folder.write("a.dcm", bytes));
  CAPTURE(part, found.text);
  CHECK(found.fault == Fault::data);
  CHECK(found.text.find(part) != std::string::npos);
  CHECK(found.text.find('\n') == std::string::npos);
}

std::string with(std::string bytes, std::size_t at, const std::string& other) {
  return bytes.replace(at, other.size(), other);
}

std::string two(unsigned value) {
  return {char(value >> 8), char(value)};
}

// Blocks of a constant each, one below the other: code 0 says 8 bits of difference, code 0 ends a block;
// steps are 2. first: what stands for the first block instead, as bits.
std::string plain_blocks(const std::vector<int>& differences, const std::string& first = "",
                         bool restarts = false) {
  std::string out = "\xFF\xD8\xFF\xDB" + two(67) + '\0' + std::string(64, '\2') + "\xFF\xC1" + two(11) +
                    '\x0C' + two(unsigned(8 * differences.size())) + two(8) + "\1\1\x11"s + '\0';
  const std::string lengths = "\2"s + std::string(15, '\0');  // codes 0 and 1
  out += "\xFF\xC4" + two(2 + 17 + 2) + '\0' + lengths + "\x08\x03";
  out += "\xFF\xC4" + two(2 + 17 + 2) + '\x10' + lengths + "\0\x09"s;
  if (restarts) out += "\xFF\xDD" + two(4) + two(1);
  out += "\xFF\xDA" + two(8) + "\1\1\0\0\x3F\0"s;
  std::string bits;
  const auto flush = [&] {
    while (bits.size() % 8) bits += '1';
    for (std::size_t i = 0; i < bits.size(); i += 8) {
      out += char(std::stoi(bits.substr(i, 8), nullptr, 2));
      if (out.back() == '\xFF') out += '\0';
    }
    bits.clear();
  };
  for (std::size_t b = 0; b < differences.size(); ++b) {
    if (b == 0 && !first.empty()) {
      bits += first;
      continue;
    }
    const int difference = differences[b];
    bits += '0';
    for (int k = 8; k-- > 0;) bits += (difference < 0 ? difference - 1 : difference) >> k & 1 ? '1' : '0';
    bits += '0';
    if (restarts && b + 1 < differences.size()) {
      flush();
      out += '\xFF';
      out += char(0xD0 + b % 8);
    }
  }
  flush();
  return out + "\xFF\xD9";
}

}  // namespace

TEST_CASE("DICOM pixels of JPEG-LS and JPEG 2000 are read to the bit", "[data][pictures]") {
  for (const char* syntax : {"80", "81"})
    CHECK(read_picture(dicom_packed(6, 8, 12, syntax, kJpegLs)) == expected_picture());
  for (const char* syntax : {"90", "91"})
    CHECK(read_picture(dicom_packed(6, 8, 12, syntax, kJpeg2000)) == expected_picture());
}

TEST_CASE("DICOM pixels of 12-bit JPEG are read", "[data][pictures]") {
  const std::vector<float> near = read_pixels(dicom_packed(6, 8, 12, "51", kExtendedJpeg));
  const std::vector<int> values = expected_values();
  REQUIRE(near.size() == values.size());
  for (std::size_t i = 0; i < near.size(); ++i) CHECK(std::abs(near[i] - float(values[i])) < 60);
  // A constant is its level times the step, 2, over 8; levels add up, and begin anew after a restart.
  const auto rows = [](const std::string& jpeg, unsigned height) {
    const std::vector<float> pixels = read_pixels(dicom_packed(height, 8, 12, "51", jpeg));
    std::vector<float> out;
    for (std::size_t i = 0; i < pixels.size(); i += 64) {
      for (std::size_t k = 0; k < 64; ++k) REQUIRE(pixels[i + k] == pixels[i]);
      out.push_back(pixels[i]);
    }
    return out;
  };
  CHECK(rows(plain_blocks({160, 128, -200}), 24) == std::vector<float>{2088, 2120, 2070});
  CHECK(rows(plain_blocks({160, 128, -200}, "", true), 24) == std::vector<float>{2088, 2080, 1998});
  // Nine bits, 400, of the first horizontal frequency: 800 / 4 / sqrt(2) cos((2 x + 1) pi / 16).
  const std::vector<float> wave = read_pixels(dicom_packed(8, 8, 12, "51",
                                                           plain_blocks({0},
                                                                        "1000"
                                                                        "1"
                                                                        "110010000"
                                                                        "0")));
  for (int x = 0; x < 8; ++x) {
    const double expected =
        2048 - 7 * 2 / 8.0 + 200 / std::numbers::sqrt2 * std::cos((2 * x + 1) * std::numbers::pi / 16);
    CHECK(std::abs(wave[std::size_t(x)] - expected) <= 0.5);
    CHECK(wave[std::size_t(56 + x)] == wave[std::size_t(x)]);
  }
}

TEST_CASE("a DICOM frame may lie in several pieces", "[data][pictures]") {
  const auto cut = [](const std::string& bytes) {
    return std::vector{bytes.substr(0, 20), bytes.substr(20, 10), bytes.substr(30)};
  };
  for (const auto& [syntax, bytes] : {std::pair("80", kJpegLs), std::pair("90", kJpeg2000)}) {
    CHECK(read_picture(dicom_pieces(6, 8, 12, syntax, cut(bytes), 1)) == expected_picture());
    std::vector<std::string> pieces = cut(bytes);
    pieces.push_back(bytes);
    for (const std::string& piece : cut(bytes)) pieces.push_back(piece);
    const Folder folder;
    const auto rows = read_rows(folder.write("a.dcm", dicom_pieces(6, 8, 12, syntax, pieces, 3)));
    REQUIRE(rows.size() == 3);
    for (const auto& row : rows) CHECK(row[0] == expected_picture());
    refuses("pixels of 3 frames, expected 2;", dicom_pieces(6, 8, 12, syntax, pieces, 2));
    refuses("pixels of 3 frames, expected 4;", dicom_pieces(6, 8, 12, syntax, pieces, 4));
  }
  CHECK(read_pixels(dicom_pieces(6, 8, 12, "51", cut(kExtendedJpeg), 1)) ==
        read_pixels(dicom_packed(6, 8, 12, "51", kExtendedJpeg)));
  refuses("pixels of 0 frames, expected 1;", dicom_pieces(6, 8, 12, "80", {}, 1));
}

TEST_CASE("compressed DICOM pixels that do not fit the header are refused", "[data][pictures]") {
  refuses("a picture of 6 x 8, 1 samples; expected 7 x 8", dicom_packed(7, 8, 12, "80", kJpegLs));
  refuses("it ends too early", dicom_packed(6, 8, 12, "80", kJpegLs.substr(0, 65)));
  refuses("a picture of 6 x 8, 1 samples; expected 6 x 9", dicom_packed(6, 9, 12, "90", kJpeg2000));
  refuses("a picture of 6 x 8, 1 samples; expected 8 x 8", dicom_packed(8, 8, 12, "51", kExtendedJpeg));
  for (const auto& [syntax, bytes] :
       {std::pair("80", kJpegLs), std::pair("90", kJpeg2000), std::pair("51", kExtendedJpeg)}) {
    CAPTURE(syntax);
    refuses("is no sound", dicom_packed(6, 8, 12, syntax, bytes.substr(0, bytes.size() - 30)));
    refuses("is no sound", dicom_packed(6, 8, 12, syntax, bytes.substr(0, 30)));
    refuses("is no sound", dicom_packed(6, 8, 12, syntax, "\xFF\xD8\xFF\xD9"));
    refuses("is no sound", dicom_packed(6, 8, 12, syntax, ""));
  }
}

TEST_CASE("compressed DICOM pixels whose sizes lie are refused before they cost memory", "[data][pictures]") {
  // FF 4F FF 51, length, capabilities, then width, height, left, top, width and height of tiles.
  const auto sized = [](unsigned height, unsigned width, std::string bytes) {
    const auto four = [](unsigned v) { return two(v >> 16) + two(v); };
    return with(with(std::move(bytes), 8, four(width)), 12, four(height));
  };
  refuses(
      "too short for its size",
      dicom_packed(5000, 6000, 12, "90", with(sized(5000, 6000, kJpeg2000), 24, "\0\0\x20\0\0\0\x20\0"s)));
  refuses("a picture of 100000 x 100000, 1 samples; expected 6 x 8",
          dicom_packed(6, 8, 12, "90", sized(100000, 100000, kJpeg2000)));
  refuses("too many tiles", dicom_packed(5000, 5000, 12, "90", sized(5000, 5000, kJpeg2000)));
  refuses("its tiles lie beside it", dicom_packed(6, 8, 12, "90", with(kJpeg2000, 24, std::string(4, '\0'))));
  // Behind the size of 43 bytes: FF 52, length, style, progression, layers, ...
  const std::size_t coding = kJpeg2000.find("\xFF\x52");
  REQUIRE(coding == 45);
  refuses("its code-blocks are none", dicom_packed(6, 8, 12, "90", with(kJpeg2000, coding + 9, "\x7F")));
  refuses("too many layers",
          dicom_packed(6, 8, 12, "90", with(with(kJpeg2000, coding + 6, "\xFF\xFF"), coding + 9, "\x20")));
  const std::string large = with(sized(3000, 3000, kJpeg2000), 24, "\0\0\x20\0\0\0\x20\0"s);
  refuses("too many code-blocks", dicom_packed(3000, 3000, 12, "90", with(large, coding + 10, "\0\0"s)));
  // In JPEG-LS and JPEG height and width stand behind the frame's marker, its length and precision.
  const std::string ls = with(kJpegLs, kJpegLs.find("\xFF\xF7") + 5, two(60000) + two(500));
  refuses("too short for its size", dicom_packed(60000, 500, 12, "80", ls));
  const std::string extended = with(kExtendedJpeg, kExtendedJpeg.find("\xFF\xC1") + 5, two(6000) + two(5000));
  refuses("too short for its size", dicom_packed(6000, 5000, 12, "51", extended));
}
