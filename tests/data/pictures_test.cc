#include <fmt/format.h>
#include <zlib.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <limits>

#include "data/picture_files.h"
#include "data/schema.h"
#include "data/source_files.h"

using namespace discern;
using namespace discern::test;
using namespace std::string_literals;

namespace {

std::string words(const std::vector<std::uint16_t>& values) {
  return raw(values);
}

// The cells of the column image.
std::vector<std::string> images(const std::string& input, const ReadOptions& options = {}) {
  std::vector<std::string> out;
  for (const auto& row : read_rows(input, options)) out.push_back(row[0]);
  return out;
}

}  // namespace

TEST_CASE("PNG pictures are read in 8 and 16 bits, grey and colour", "[data][pictures]") {
  const Folder folder;
  CHECK(images(folder.write("a.png", png(2, 1, 8, 0, "\0\1\xff"s)))[0] == "1x2x1 1 255");
  CHECK(images(folder.write("b.png", png(1, 2, 16, 0, "\0\1\2\0\xff\xfe"s)))[0] == "2x1x1 258 65534");
  CHECK(images(folder.write("c.png", png(2, 1, 8, 2, "\0\1\2\3\4\5\6"s)))[0] == "1x2x3 1 4 2 5 3 6");
  // Colour that is grey all over.
  CHECK(images(folder.write("d.png", png(2, 1, 8, 2, "\0\1\1\1\4\4\4"s)))[0] == "1x2x1 1 4");
}

namespace {

std::vector<TiffField> tiff_fields(unsigned width, unsigned height, unsigned bits, unsigned photometric,
                                   std::vector<TiffField> more = {}) {
  more.insert(more.end(), {{256, {width}}, {257, {height}}, {258, {bits}}, {262, {photometric}}});
  return more;
}

std::string deflated(const std::string& bytes) {
  std::vector<Bytef> packed(compressBound(bytes.size()));
  uLongf size = packed.size();
  compress(packed.data(), &size, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  return std::string(packed.begin(), packed.begin() + std::ptrdiff_t(size));
}

}  // namespace

TEST_CASE("TIFF pictures are read in strips and tiles, grey and colour, however they are packed",
          "[data][pictures]") {
  const Folder folder;
  const auto read = [&](const std::vector<TiffField>& fields, const std::vector<std::string>& pieces) {
    return images(folder.write("a.tif", tiff(fields, pieces)))[0];
  };
  CHECK(read(tiff_fields(2, 1, 8, 1), {"\1\xff"s}) == "1x2x1 1 255");
  CHECK(read(tiff_fields(2, 1, 8, 0), {"\1\xff"s}) == "1x2x1 254 0");
  CHECK(read(tiff_fields(1, 2, 16, 1), {"\2\1\xfe\xff"s}) == "2x1x1 258 65534");
  CHECK(read(tiff_fields(2, 1, 16, 1, {{339, {2}}}), {"\xff\xff\0\1"s}) == "1x2x1 -1 256");
  CHECK(read(tiff_fields(2, 1, 32, 1, {{339, {3}}}), {raw<float>({0.5f, -2})}) == "1x2x1 0.5 -2");
  CHECK(read(tiff_fields(2, 1, 8, 2, {{277, {3}}}), {"\1\2\3\4\5\6"s}) == "1x2x3 1 4 2 5 3 6");
  CHECK(read(tiff_fields(2, 1, 16, 2, {{277, {4}}}), {raw<std::uint16_t>({1, 2, 3, 9, 400, 500, 600, 9})}) ==
        "1x2x3 1 400 2 500 3 600");  // without alpha
  CHECK(read(tiff_fields(2, 1, 8, 2, {{277, {3}}, {284, {2}}}), {"\1\4"s, "\2\5"s, "\3\6"s}) ==
        "1x2x3 1 4 2 5 3 6");
  CHECK(read(tiff_fields(1, 3, 8, 1, {{278, {2}}}), {"\1\2"s, "\3"s}) == "3x1x1 1 2 3");
  // Tiles of 2 x 2 for 3 x 3 pixels.
  CHECK(read(tiff_fields(3, 3, 8, 1, {{322, {2}}, {323, {2}}}),
             {"\1\2\4\5"s, "\3\0\6\0"s, "\7\10\0\0"s, "\11\0\0\0"s}) == "3x3x1 1 2 3 4 5 6 7 8 9");
  // Differences along a row.
  CHECK(read(tiff_fields(3, 1, 8, 1, {{317, {2}}}), {"\5\1\xff"s}) == "1x3x1 5 6 5");
  CHECK(read(tiff_fields(2, 1, 8, 2, {{277, {3}}, {317, {2}}}), {"\1\2\3\1\1\1"s}) == "1x2x3 1 2 2 3 3 4");
  CHECK(read(tiff_fields(4, 1, 8, 1, {{259, {32773}}}), {"\xfe\7\0\1"s}) == "1x4x1 7 7 7 1");
  CHECK(read(tiff_fields(4, 1, 8, 1, {{259, {8}}}), {deflated("\1\2\3\4")}) == "1x4x1 1 2 3 4");
  // TIFF 6.0's own example of LZW: 7 7 7 8 8 7 7 6 6 as clear, 7, 258, 8, 8, 258, 6, 6, end, in 9 bits each.
  CHECK(read(tiff_fields(9, 1, 8, 1, {{259, {5}}}), {"\x80\x01\xe0\x40\x80\x44\x08\x0c\x06\x80\x80"s}) ==
        "1x9x1 7 7 7 8 8 7 7 6 6");
  std::vector<unsigned> palette(768);
  palette[2] = 0x1100, palette[256 + 2] = 0x2200, palette[512 + 2] = 0x3300;
  CHECK(read(tiff_fields(1, 1, 8, 3, {{320, palette}}), {"\2"s}) == "1x1x3 17 34 51");
}

TEST_CASE("BigTIFF pictures are read as TIFF pictures are", "[data][pictures]") {
  const Folder folder;
  const auto read = [&](const std::vector<TiffField>& fields, const std::vector<std::string>& pieces) {
    return images(folder.write("a.tif", tiff(fields, pieces, true)))[0];
  };
  CHECK(read(tiff_fields(2, 1, 8, 1), {"\1\xff"s}) == "1x2x1 1 255");
  CHECK(read(tiff_fields(1, 3, 8, 1, {{278, {2}}}), {"\1\2"s, "\3"s}) == "3x1x1 1 2 3");
  CHECK(read(tiff_fields(3, 3, 8, 1, {{322, {2}}, {323, {2}}}),
             {"\1\2\4\5"s, "\3\0\6\0"s, "\7\10\0\0"s, "\11\0\0\0"s}) == "3x3x1 1 2 3 4 5 6 7 8 9");
}

TEST_CASE("TIFF pictures that lie or are written otherwise are refused in one line", "[data][pictures]") {
  const Folder folder;
  const auto refuses = [&](const std::string& part, const std::vector<TiffField>& fields,
                           const std::vector<std::string>& pieces) {
    const auto found = caught(folder, folder.write("a.tif", tiff(fields, pieces)));
    CAPTURE(found.text);
    CHECK(found.fault == Fault::data);
    CHECK(found.text.find(part) != std::string::npos);
  };
  refuses("a picture of 100000 x 100000", tiff_fields(100000, 100000, 8, 1), {"\1"s});
  refuses("are too few for 5000 x 5000", tiff_fields(5000, 5000, 16, 1), {"\1"s});
  refuses("are too few for 5000 x 5000", tiff_fields(5000, 5000, 8, 1, {{259, {5}}}), {"\1"s});
  refuses("end too early", tiff_fields(8, 8, 8, 1), {"\1"s});
  refuses("end too early", tiff_fields(4, 1, 8, 1, {{259, {8}}}), {"xx"s});
  refuses("1 parts of its pixels, expected 3", tiff_fields(1, 3, 8, 1, {{278, {1}}}), {"\1"s});
  refuses("tiles of 33000000 x 1", tiff_fields(60, 1, 8, 1, {{322, {1}}, {323, {33000000}}}), {"\1"s});
  refuses("536870912 bytes of pixels",
          tiff_fields(1, 1, 32, 1, {{277, {4}}, {322, {1u << 25}}, {323, {1}}, {259, {8}}}), {"\1"s});
  refuses("2 bits", tiff_fields(4, 1, 2, 1), {"\1"s});
  refuses("compression 7", tiff_fields(1, 1, 8, 1, {{259, {7}}}), {"\1"s});
  refuses("predictor 3", tiff_fields(1, 1, 8, 1, {{317, {3}}}), {"\1"s});
  refuses("colours of kind 5", tiff_fields(1, 1, 8, 5, {{277, {4}}}), {"\1\2\3\4"s});
  refuses("not finite", tiff_fields(1, 1, 32, 1, {{339, {3}}}),
          {raw<float>({std::numeric_limits<float>::infinity()})});
  const std::string sound = tiff(tiff_fields(1, 1, 8, 1), {"\1"s});
  std::string circle = sound;
  circle.replace(circle.size() - 4, 4, sound.substr(4, 4));
  CHECK(caught(folder, folder.write("b.tif", circle)).text.find("round in a circle") != std::string::npos);
  const auto refuses_large = [&](const std::string& part, std::size_t at, const std::string& bytes) {
    std::string large = tiff(tiff_fields(1, 1, 8, 1), {"\1"s}, true);
    const auto found = caught(folder, folder.write("c.tif", large.replace(at, bytes.size(), bytes)));
    CAPTURE(found.text);
    CHECK(found.text.find(part) != std::string::npos);
  };
  refuses_large("places are not of 8 bytes", 4, "\4"s);
  refuses_large("beyond its", 8, std::string(8, '\xff'));
  refuses_large("beyond its", 8, "\xf8"s + std::string(7, '\xff'));
  // The directory begins at 17: how many fields, then each one's tag, type, count and value.
  refuses_large("beyond its", 17, "\xff\xff\xff\xff\xff\xff\xff\x7f"s);
  refuses_large("beyond its", 17 + 8 + 4, "\1\0\0\0\0\0\0\x40"s);
  refuses_large("a picture of 1 x 4294967295", 17 + 8, "\0\1\x10\0\1\0\0\0\0\0\0\0\1\0\0\0\0\1\0\0"s);
  CHECK(caught(folder, folder.write("d.tif", "II*\0\xff\xff\0\0"s)).text.find("beyond its 8 bytes") !=
        std::string::npos);
}

TEST_CASE("folders of pictures are read with the folders in them", "[data][pictures]") {
  const Folder folder;
  std::filesystem::create_directories(folder.path("good"));
  std::filesystem::create_directories(folder.path("bad"));
  folder.write("good/1.png", png(1, 1, 8, 0, "\0\7"s));
  folder.write("good/.hidden.png", "x");
  folder.write("bad/2.png", png(1, 1, 8, 0, "\0\5"s));
  const auto source = open_source(folder.path());
  CHECK(source->columns() == std::vector<std::string>{"image", "file", "folder"});
  CHECK(read_rows(*source) ==
        Rows{{"1x1x1 5", folder.path("bad/2.png"), "bad"}, {"1x1x1 7", folder.path("good/1.png"), "good"}});
  folder.write("t.csv", "a,b\n1,2\n");
  CHECK(caught(folder, folder.path()).fault == Fault::data);
  CHECK(images("images:" + folder.path()).size() == 2);
}

TEST_CASE("DICOM intensities are rescaled, and black is 0 or the lowest", "[data][pictures]") {
  const Folder folder;
  const std::string pixels = words({0, 1, 4095, 7});
  const std::string scale =
      dicom_element(0x28, 0x1052, "DS", "-1024") + dicom_element(0x28, 0x1053, "DS", "2");
  CHECK(images(folder.write("a.dcm", dicom(2, 2, "MONOCHROME2", pixels)))[0] == "2x2x1 0 1 4095 7");
  CHECK(images(folder.write("b.dcm", dicom(2, 2, "MONOCHROME2", pixels, scale)))[0] ==
        "2x2x1 -1024 -1022 7166 -1010");
  CHECK(images(folder.write("c.dcm", dicom(2, 2, "MONOCHROME1", pixels)))[0] == "2x2x1 4095 4094 0 4088");
  const std::string window = dicom_element(0x28, 0x1050, "DS", "2") + dicom_element(0x28, 0x1051, "DS", "4");
  ReadOptions by_window;
  by_window.dicom_window = true;
  // (x - 1.5) / 3 + 0.5 of 255
  CHECK(images(folder.write("d.dcm", dicom(2, 2, "MONOCHROME2", pixels, window)), by_window)[0] ==
        "2x2x1 0 85 255 255");
}

TEST_CASE("DICOM pixels of JPEG's lossless process are read to the bit, by each predictor",
          "[data][pictures]") {
  const Folder folder;
  std::vector<int> values;
  for (int i = 0; i < 7 * 5; ++i)
    values.push_back(i == 11 ? 65535 : i == 12 ? 0 : (i * i * 2741 + 13 * i) % 65536);
  std::string expected = "5x7x1";
  for (const int value : values) expected += fmt::format(" {}", value);
  for (unsigned predictor = 1; predictor <= 7; ++predictor)
    for (const bool restarts : {false, true}) {
      CAPTURE(predictor, restarts);
      CHECK(images(folder.write(
                "a.dcm", dicom_lossless(5, 7, lossless_jpeg(5, 7, 16, predictor, values, restarts))))[0] ==
            expected);
    }
  const auto text = [&](unsigned rows, const std::string& jpeg) {
    return caught(folder, folder.write("b.dcm", dicom_lossless(rows, 7, jpeg))).text;
  };
  const std::string sound = lossless_jpeg(5, 7, 16, 1, values);
  CHECK(text(6, sound).find("a picture of 5 x 7, 1 samples; expected 6 x 7") != std::string::npos);
  CHECK(text(5, sound.substr(0, sound.size() - 20)).find("ends too early") != std::string::npos);
  CHECK(text(5, "\xFF\xD8\xFF\xD9").find("is no sound lossless JPEG") != std::string::npos);
  CHECK(text(30000, lossless_jpeg(1, 7, 16, 1, values)).find("expected 30000 x 7") != std::string::npos);
}

TEST_CASE("a series is sorted by its slices, patients have pseudonyms", "[data][pictures]") {
  const Folder folder;
  const auto slice = [&](const char* name, const char* patient, const char* series, const char* number) {
    folder.write(name,
                 dicom(1, 1, "MONOCHROME2", words({3}),
                       dicom_element(0x10, 0x20, "LO", patient) + dicom_element(0x20, 0xE, "UI", series) +
                           dicom_element(0x20, 0x13, "IS", number) + dicom_element(0x8, 0x60, "CS", "CR") +
                           dicom_element(0x18, 0x5101, "CS", patient == std::string("Doe") ? "PA" : "Roe")));
  };
  slice("1.dcm", "Doe", "1.5", "10");
  slice("2.dcm", "Doe", "1.5", "9");
  slice("3.dcm", "Roe", "1.4", "1");
  const auto source = open_source(folder.path());
  CHECK(source->columns() == std::vector<std::string>{"image", "file", "folder", "series", "slice", "patient",
                                                      "modality", "view"});
  const Rows rows = read_rows(*source);
  const auto tail = [&](std::size_t i) {
    return std::vector<std::string>(rows[i].begin() + 3, rows[i].end());
  };
  CHECK(tail(0) == std::vector<std::string>{"series 1", "9", "patient 1", "CR", "PA"});
  CHECK(tail(1) == std::vector<std::string>{"series 1", "10", "patient 1", "CR", "PA"});
  // What is no code might be a name.
  CHECK(tail(2) == std::vector<std::string>{"series 2", "1", "patient 2", "CR", "<missing>"});
  ReadOptions kept;
  kept.keep_dicom_tags = true;
  CHECK(read_rows(folder.path(), kept)[2][5] == "Roe");
}

TEST_CASE("a volume is cut as it is looked at, whatever way its axes run", "[data][pictures]") {
  const Folder folder;
  // Voxel (x, y, z) holds x + 2 y + 4 z.
  const std::string voxels = words({0, 1, 2, 3, 4, 5, 6, 7});
  // Axial: the patient's right on the left side, the front up; intensities 2 v + 1.
  const std::string right = folder.write("r.nii", nifti(2, 2, 2, 1, voxels));
  CHECK(images(right) == std::vector<std::string>{"2x2x1 7 5 3 1", "2x2x1 15 13 11 9"});
  const std::string left = folder.write("l.nii.gz", gzip(nifti(2, 2, 2, -1, voxels)));
  CHECK(images(left) == std::vector<std::string>{"2x2x1 5 7 1 3", "2x2x1 13 15 9 11"});
  ReadOptions coronal, sagittal;
  coronal.slice_axis = SliceAxis::coronal;
  sagittal.slice_axis = SliceAxis::sagittal;
  CHECK(images(right, coronal) == std::vector<std::string>{"2x2x1 11 9 3 1", "2x2x1 15 13 7 5"});
  CHECK(images(right, sagittal) == std::vector<std::string>{"2x2x1 13 9 5 1", "2x2x1 15 11 7 3"});
}

TEST_CASE("arrays of three dimensions are pictures, with the labels beside them", "[data][pictures]") {
  const Folder folder;
  const std::string array = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1, 2), }", "\1\2\3\4");
  const std::string labels = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1), }", "\0\1"s);
  CHECK(images(folder.write("a.npy", array)) == std::vector<std::string>{"1x2x1 1 2", "1x2x1 3 4"});
  const std::string path = folder.write(
      "a.npz", zip({{"train_images.npy", array}, {"test_images.npy", array}, {"test_labels.npy", labels}}));
  const Rows rows = read_rows(path + "#test");
  CHECK(rows[1][1] == path + "#2");
  CHECK(rows[1][3] == "1");
  CHECK(caught(folder, path).text ==
        "a.npz: holds \"train_images\" and \"test_images\"; pick one as in a.npz#train");
  folder.write("t-images-idx3-ubyte", "\0\0\x08\3\0\0\0\1\0\0\0\1\0\0\0\2\5\6"s);
  folder.write("t-labels-idx1-ubyte.gz", gzip("\0\0\x08\1\0\0\0\1\7"s));
  const Rows digits = read_rows(folder.path("t-images-idx3-ubyte"));
  CHECK(digits[0][0] == "1x2x1 5 6");
  CHECK(digits[0][3] == "7");
}

TEST_CASE("pictures are the only feature, at one size, grey only if all are", "[data][pictures]") {
  const Folder folder;
  folder.write("1.png", png(2, 1, 8, 0, "\0\0\x64"s));
  folder.write("2.png", png(2, 1, 8, 2, "\0\1\2\3\4\5\6"s));
  const NormalRecords grown = read_normal(*open_source(folder.path()), {});
  REQUIRE(grown.schema.columns.size() == 1);
  CHECK(grown.schema.picture() == PictureShape{1, 2, 3});
  CHECK(grown.schema.columns[0].low == 0);
  CHECK(grown.schema.columns[0].high == 255);
  CHECK(grown.table.pixels == std::vector<float>{0, 100, 0, 100, 0, 100, 1, 4, 2, 5, 3, 6});
  CHECK(grown.table.columns[0] == std::vector<double>{50, 3.5});
  const Schema again = Schema::load(grown.schema.save());
  CHECK(again.picture() == grown.schema.picture());

  const auto source = open_source(folder.path("1.png"));
  Block block;
  REQUIRE(source->next(block));
  const Table table = TypedReader(again, source->columns(), "file", "").read(block);
  CHECK(table.keys == std::vector<std::string>{folder.path("1.png")});
  CHECK(table.pixels == std::vector<float>{0, 100, 0, 100, 0, 100});
}

TEST_CASE("pictures whose headers lie are refused before they cost memory", "[data][pictures]") {
  const Folder folder;
  const auto text = [&](const std::string& name, const std::string& bytes) {
    return caught(folder, folder.write(name, bytes)).text;
  };
  CHECK(text("a.png", png(100000, 100000, 8, 0, "\0"s)).find("a picture of 100000 x 100000") !=
        std::string::npos);
  CHECK(text("b.png", png(5000, 5000, 8, 0, "\0"s)).find("are too few") != std::string::npos);
  CHECK(text("c.dcm", dicom(60000, 60000, "MONOCHROME2", "ab")).find("60000 x 60000") != std::string::npos);
  CHECK(text("d.dcm", dicom(5000, 5000, "MONOCHROME2", "ab")).find("2 bytes of pixels") != std::string::npos);
  CHECK(text("e.nii", nifti(30000, 30000, 1, 1, "ab")).find("cut them") != std::string::npos);
  CHECK(text("f.nii", nifti(5000, 5000, 1, 1, "ab")).find("ends too early") != std::string::npos);
}
