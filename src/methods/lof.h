// Local outlier factor: a record is strange where its neighbourhood is less dense than its neighbours' own.
// Breunig et al. 2000, "LOF: identifying density-based local outliers"; here for new records against normal
// ones, which are no neighbours of themselves (novelty detection).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "base/options.h"
#include "methods/method.h"

namespace discern {

struct LofOptions {
  std::int64_t k = 20;
  std::int64_t bank = 20000;
};

std::span<const OptionSpec> lof_option_specs();

// normal [n, width], n >= 1, finite. With k records or fewer all others are neighbours.
std::unique_ptr<Method> learn_lof(const Matrix& normal, const LofOptions& options, std::uint64_t seed);
// settings: option names and their text, Error(usage) for one there is not; resolved gets all options.
std::unique_ptr<Method> learn_lof(const Matrix& normal, const std::map<std::string, std::string>& settings,
                                  std::uint64_t seed, Json& resolved);
std::unique_ptr<Method> load_lof(const Archive& archive);

}  // namespace discern
