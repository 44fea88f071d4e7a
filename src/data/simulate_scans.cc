#include "data/simulate_scans.h"

#include <fmt/format.h>

#include <cmath>

#include "data/npz_writer.h"
#include "data/png_writer.h"
#include "data/scan_phantom.h"

namespace discern {
namespace {

using scans::Lesion;
using scans::Scan;

using Made = std::function<void(bool training, std::size_t number, Lesion kind, const Scan& scan)>;

// Each scan has random streams of its own, so that more scans begin with the fewer.
void make_all(const ScanOptions& options, const Made& made) {
  const auto stream = [&](const char* what, std::size_t i) {
    return Random(std::uint64_t(options.seed), fmt::format("{} {}", what, i));
  };
  const auto side = std::size_t(options.size);
  for (std::size_t i = 1; i <= std::size_t(options.records); ++i) {
    Random anatomy = stream("training scan", i), none = stream("no lesion", i);
    made(true, i, Lesion::none, scans::make_scan(side, Lesion::none, options.contrast, anatomy, none));
  }
  std::size_t lesions = 0;
  for (std::size_t i = 1; i <= std::size_t(options.test); ++i) {
    Random anatomy = stream("test scan", i), lesion = stream("lesion", i);
    // As evenly among the healthy as the share says.
    const bool ill =
        std::floor(double(i) * options.lesion_share) > std::floor(double(i - 1) * options.lesion_share);
    const Lesion kind = ill ? scans::kLesions[lesions++ % scans::kLesions.size()] : Lesion::none;
    made(false, i, kind, scans::make_scan(side, kind, options.contrast, anatomy, lesion));
  }
}

}  // namespace

const OptionTable<ScanOptions>& scan_options() {
  using O = ScanOptions;
  static const auto table =
      OptionTable<O>("simulate scans")
          .add("records", &O::records, "N", "healthy scans to learn from", range(0, 1e6), letter('n'))
          .add("test", &O::test, "N", "scans to test on", range(1, 1e6))
          .add("seed", &O::seed, "N", "the people, their lesions and the scanners", range(0, 9e15))
          .add("size", &O::size, "N", "pixels of a side", range(28, 128))
          .add("contrast", &O::contrast, "C", "of lesions: 0.25 is faint, 1 is plain", range(0.01, 1))
          .add("lesion-share", &O::lesion_share, "SHARE", "of the test scans, those with a lesion",
               range(0, 1));
  return table;
}

std::string simulate_scans(const ScanOptions& options) {
  using Bytes = std::vector<std::uint8_t>;
  Bytes train, test, masks, labels, kinds;
  make_all(options, [&](bool training, std::size_t, Lesion kind, const Scan& scan) {
    Bytes& images = training ? train : test;
    images.insert(images.end(), scan.pixels.begin(), scan.pixels.end());
    if (training) return;
    masks.insert(masks.end(), scan.mask.begin(), scan.mask.end());
    labels.push_back(kind != Lesion::none);
    kinds.push_back(std::uint8_t(kind));
  });
  const auto n = std::uint64_t(options.records), m = std::uint64_t(options.test),
             side = std::uint64_t(options.size);
  NpzWriter out;
  if (n > 0) {
    out.add("train_images", {n, side, side}, train);
    out.add("train_labels", {n, 1}, Bytes(n));
  }
  out.add("test_images", {m, side, side}, test);
  out.add("test_labels", {m, 1}, labels);
  out.add("test_masks", {m, side, side}, masks);
  out.add("test_kinds", {m, 1}, kinds);
  return out.bytes();
}

void simulate_scans(const ScanOptions& options,
                    const std::function<void(const std::string&, const std::string&)>& sink) {
  const auto side = std::size_t(options.size);
  make_all(options, [&](bool training, std::size_t number, Lesion kind, const Scan& scan) {
    const std::string name = fmt::format("{}/{:05}.png", scans::lesion_name(kind), number);
    sink((training ? "train/" : "test/") + name, encode_png(scan.pixels, side, side, 1));
    if (kind != Lesion::none) sink("masks/" + name, encode_png(scan.mask, side, side, 1));
  });
}

}  // namespace discern
