// Damaged files are read or refused, and nothing else: no crash, no hang, no memory without bound.
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "base/random.h"
#include "data/codestreams.h"
#include "data/picture_files.h"
#include "data/source_files.h"

using namespace discern;
using namespace discern::test;

namespace {

// As many as DISCERN_MUTATIONS says, if it is set. For 10,000 under a sanitizer also set
// ASAN_OPTIONS=quarantine_size_mb=16: what it keeps of freed memory grows with them.
int mutations_of_each() {
  const char* asked = std::getenv("DISCERN_MUTATIONS");
  return asked ? std::atoi(asked) : 1200;
}
constexpr long kMostMegabytes =
    512;  // above what was used before; a sanitizer keeps freed memory for a while

std::vector<std::pair<std::string, std::string>> sound_files() {
  using namespace std::string_literals;
  const std::string csv =
      "amount,\"shop, kind\",ok\r\n12.5,\"bar "
      "\"\"x\"\"\",true\r\n-3e2,\"two\nlines\",false\r\nNA,,true\r\n7,8,9\r\n";
  const std::string numbers = raw<double>({1, 2.5, -3, 4, 5, 6});
  const std::string array = npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", numbers);
  const std::string by_column = npy("{'descr': '>i2', 'fortran_order': True, 'shape': (6, 4), }", numbers, 2);
  const std::string labels = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }", "\0\1"s);
  const std::string pictures =
      npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2, 3), }", std::string(12, '\3'));
  return {
      {"a.csv", csv},
      {"b.csv.gz", gzip(csv) + gzip("1,2,3\n4,5,6\n")},
      {"c.tsv", "a\tb\n1\t2\n3\t4\n"},
      {"d.jsonl",
       "{\"a\":1.5,\"b\":\"x\\u00e9y\",\"c\":true}\n{\"c\":null,\"a\":-2e3,\"b\":\"\"}\n{\"b\":\"q\\\"\"}\n"},
      {"e.npy", array},
      {"f.npy", by_column},
      {"g.npz", zip({{"X.npy", array}, {"y.npy", labels}})},
      {"h.npz", zip({{"X.npy", by_column, true, true}}, true)},
      {"i.idx", "\0\0\x0D\2\0\0\0\3\0\0\0\2"s + std::string(24, '\x40')},
      {"j.png", png(3, 2, 16, 2, std::string(38, '\0'))},
      {"n.tif", tiff({{256, {3}}, {257, {3}}, {258, {16}}, {262, {1}}, {278, {2}}},
                     {std::string(12, '\5'), std::string(6, '\6')})},
      {"o.tif", tiff({{256, {9}}, {257, {1}}, {258, {8}}, {259, {5}}, {262, {1}}},
                     {"\x80\x01\xe0\x40\x80\x44\x08\x0c\x06\x80\x80"s})},
      {"k.dcm", dicom(2, 2, "MONOCHROME2", std::string(8, '\1'),
                      dicom_element(0x28, 0x1053, "DS", "2") + dicom_element(8, 0x1140, "SQ", ""))},
      {"p.dcm",
       dicom_lossless(3, 4, lossless_jpeg(3, 4, 12, 4, {1, 2, 900, 4, 5, 6, 7, 8, 4095, 0, 11, 12}, true))},
      {"q.dcm", dicom_packed(6, 8, 12, "80", kJpegLs)},
      {"r.dcm", dicom_packed(6, 8, 12, "90", kJpeg2000)},
      {"s.dcm", dicom_packed(6, 8, 12, "51", kExtendedJpeg)},
      {"t.jpg", kJpeg},
      {"u.tif", tiff({{256, {3}}, {257, {3}}, {258, {16}}, {262, {1}}, {278, {2}}},
                     {std::string(12, '\5'), std::string(6, '\6')}, true)},
      {"l.nii", nifti(2, 3, 2, -1, std::string(24, '\2'))},
      {"m.npz", zip({{"train_images.npy", pictures}, {"train_labels.npy", labels}})},
  };
}

char any_byte(Random& random) {
  static const std::string telling = "\",\n\r\t\\{}[]:'()0123456789-+.eE\xff\x7f";
  return random.below(2) ? char(random.below(256)) : telling[random.below(telling.size())];
}

std::string mutated(std::string bytes, const std::string& other, Random& random) {
  for (std::uint64_t left = 1 + random.below(4); left > 0; --left) {
    const std::size_t at = random.below(bytes.size() + 1);
    const std::size_t length = 1 + random.below(16);
    switch (random.below(6)) {
      case 0:
        if (at < bytes.size()) bytes[at] ^= char(1 << random.below(8));
        break;
      case 1:
        if (at < bytes.size()) bytes[at] = any_byte(random);
        break;
      case 2:
        bytes.insert(at, random.below(2) ? 1 : length, any_byte(random));
        break;
      case 3:
        bytes.erase(at, length);
        break;
      case 4:
        bytes.resize(at);
        break;
      default:
        bytes = bytes.substr(0, at) + other.substr(random.below(other.size()));
    }
  }
  return bytes;
}

long peak_megabytes() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss >> 10;
}

// Whether it could be read; any other exception than Error gets out.
bool read_or_refuse(const std::string& path) {
  try {
    const auto source = open_source(path);
    Block block;
    std::size_t bytes = 0;
    while (source->next(block)) {
      REQUIRE(block.columns.size() == source->columns().size());
      for (const auto& column : block.columns)
        if (const auto* texts = std::get_if<TextColumn>(&column))
          for (const std::string_view text : *texts) bytes += std::string(text).size();
    }
    REQUIRE(bytes < 10'000);
    return true;
  } catch (const Error& error) {
    REQUIRE((error.fault() == Fault::data || error.fault() == Fault::io));
    REQUIRE(std::string_view(error.what()).find('\n') == std::string_view::npos);
    return false;
  }
}

}  // namespace

TEST_CASE("damaged files are read or refused, and nothing else", "[data][mutation]") {
  const Folder folder;
  const auto files = sound_files();
  const long before = peak_megabytes();
  Random random(20, "mutation test");
  for (const auto& [name, sound] : files) {
    CAPTURE(name);
    REQUIRE(read_or_refuse(folder.write(name, sound)));
    int refused = 0;
    for (int i = 0; i < mutations_of_each(); ++i) {
      CAPTURE(i);
      refused += !read_or_refuse(
          folder.write(name, mutated(sound, files[random.below(files.size())].second, random)));
    }
    CHECK(refused > 0);
    CHECK(peak_megabytes() - before < kMostMegabytes);
  }
}
