#include "data/simulate_scans.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>

#include "data/image_decoders.h"
#include "data/scan_phantom.h"
#include "data/source_files.h"

using namespace discern;
using scans::Lesion;

namespace {

scans::Scan scan_of(Lesion kind, double contrast, int number = 3) {
  Random anatomy(7, "anatomy " + std::to_string(number)), lesion(7, "lesion " + std::to_string(number));
  return scans::make_scan(48, kind, contrast, anatomy, lesion);
}

// Mean change of pixels that are marked, and of those that are not.
std::pair<double, double> changes(const scans::Scan& a, const scans::Scan& b) {
  double in = 0, out = 0, marked = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    const double change = std::abs(int(a.pixels[i]) - int(b.pixels[i]));
    (b.mask[i] ? in : out) += change;
    marked += b.mask[i] != 0;
  }
  return {in / std::max(marked, 1.0), out / (double(a.pixels.size()) - marked)};
}

ScanOptions small() {
  ScanOptions options;
  options.records = 3;
  options.test = 8;
  options.size = 28;
  return options;
}

}  // namespace

TEST_CASE("a lesion changes the same body where its mask is, more with more contrast") {
  const scans::Scan healthy = scan_of(Lesion::none, 1);
  CHECK(std::count(healthy.mask.begin(), healthy.mask.end(), 0) == 48 * 48);
  for (const Lesion kind : scans::kLesions) {
    INFO(scans::lesion_name(kind));
    double faint = 0, plain = 0;
    for (int number = 0; number < 5; ++number) {
      const scans::Scan low = scan_of(kind, 0.2, number), high = scan_of(kind, 0.8, number);
      const auto [in, out] = changes(scan_of(Lesion::none, 1, number), high);
      CHECK(in > 2 * out);
      plain += in;
      faint += changes(scan_of(Lesion::none, 1, number), low).first;
    }
    CHECK(plain > 1.5 * faint);
  }
}

TEST_CASE(
    "scans are the same bytes for the same options, others for another seed, and more begin with the fewer") {
  ScanOptions options = small();
  const std::string first = simulate_scans(options);
  CHECK(first == simulate_scans(options));
  options.seed = 1;
  CHECK(first != simulate_scans(options));
  std::map<std::string, std::string> few, more;
  simulate_scans(small(), [&](const auto& path, const auto& bytes) { few[path] = bytes; });
  options = small();
  options.records = 5;
  options.test = 12;
  simulate_scans(options, [&](const auto& path, const auto& bytes) { more[path] = bytes; });
  for (const auto& [path, bytes] : few) CHECK(more.at(path) == bytes);
}

TEST_CASE("the .npz file and the folder hold the same pictures, labels and masks, as the sources read them") {
  const test::Folder folder;
  const std::string npz = folder.write("s.npz", simulate_scans(small()));
  CHECK(test::read_rows(npz + "#train").size() == 3);
  const test::Rows read = test::read_rows(npz + "#test"), masks = test::read_rows(npz + "#test_masks");
  REQUIRE((read.size() == 8 && masks.size() == 8));
  std::map<std::string, std::string> files;
  simulate_scans(small(), [&](const auto& path, const auto& bytes) { files[path] = bytes; });
  CHECK(files.size() == 3 + 8 + 4);
  CHECK(files.contains("masks/bright/00002.png"));
  CHECK(files.contains("masks/organ/00008.png"));
  // Pictures as the rows show them, by their number.
  const auto shown = [&](const std::string& name, const std::string& bytes) {
    return test::read_rows(folder.write(name, bytes))[0][0];
  };
  CHECK(shown("2.png", files["test/bright/00002.png"]) == read[1][0]);
  CHECK(shown("3.png", files["test/good/00003.png"]) == read[2][0]);
  CHECK(shown("m.png", files["masks/bright/00002.png"]) == masks[1][0]);
  CHECK(masks[2][0].find("255") == std::string::npos);
  CHECK(read[1].back() == "1");
  CHECK(read[2].back() == "0");
}
