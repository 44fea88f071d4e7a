// Principal components: a record is as strange as what is left of it outside the directions in which normal
// records vary. Jackson and Mudholkar 1979, "Control procedures for residuals associated with principal
// component analysis" (their Q statistic).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "base/options.h"
#include "methods/method.h"

namespace discern {

struct PcaOptions {
  double variance = 0.9;
};

std::span<const OptionSpec> pca_option_specs();

// normal [n, width], n >= 1, finite.
std::unique_ptr<Method> learn_pca(const Matrix& normal, const PcaOptions& options);
// settings: option names and their text, Error(usage) for one there is not; resolved gets all options.
// Nothing is drawn at random.
std::unique_ptr<Method> learn_pca(const Matrix& normal, const std::map<std::string, std::string>& settings,
                                  std::uint64_t seed, Json& resolved);
std::unique_ptr<Method> load_pca(const Archive& archive);

}  // namespace discern
