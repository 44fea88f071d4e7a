// k nearest neighbours: a record is as strange as it is far from its nearest normal records.
// Angiulli and Pizzuti 2002, "Fast outlier detection in high dimensional spaces"; here the mean distance, not
// the sum.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "base/options.h"
#include "methods/method.h"

namespace discern {

struct KnnOptions {
  std::int64_t k = 5;
  std::int64_t bank = 20000;
  std::string bank_by = "random";
};

std::span<const OptionSpec> knn_option_specs();

// normal [n, width], n >= 1, finite. With fewer than k records all of them are neighbours.
std::unique_ptr<Method> learn_knn(const Matrix& normal, const KnnOptions& options, std::uint64_t seed);
// settings: option names and their text, Error(usage) for one there is not; resolved gets all options.
std::unique_ptr<Method> learn_knn(const Matrix& normal, const std::map<std::string, std::string>& settings,
                                  std::uint64_t seed, Json& resolved);
std::unique_ptr<Method> load_knn(const Archive& archive);

}  // namespace discern
