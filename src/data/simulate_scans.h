// Practice data: scans of invented chests, some with lesions that are known. The same options give the same
// bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/options.h"

namespace discern {

struct ScanOptions {
  std::int64_t records = 500;  // healthy scans to learn from
  std::int64_t test = 200;     // scans to try it on
  std::int64_t seed = 0;
  std::int64_t size = 64;
  double contrast = 0.5;
  double lesion_share = 0.5;
};
const OptionTable<ScanOptions>& scan_options();

// All of it as one .npz file with names as MedMNIST's: train_images [records, size, size], train_labels
// [records, 1] of 0, test_images, test_labels of 0 or 1, test_masks of 0 or 255, and test_kinds, 0 for
// healthy and 1 to 4 for bright, dark, texture, organ. Error(usage) for more than 2 GiB.
std::string simulate_scans(const ScanOptions& options);

// The same as PNG files, each given to sink under its path: train/good/00001.png, test/good/...,
// test/bright/..., and of those with a lesion the mask, masks/bright/00002.png.
void simulate_scans(const ScanOptions& options,
                    const std::function<void(const std::string& path, const std::string& bytes)>& sink);

}  // namespace discern
