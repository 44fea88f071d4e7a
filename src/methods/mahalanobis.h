// Mahalanobis distance: a record is as strange as it is far from the mean of the normal records, measured in
// their spread. Mahalanobis 1936, "On the generalised distance in statistics"; the correlations are shrunk
// towards none as Schaefer and Strimmer 2005, "A shrinkage approach to large-scale covariance matrix
// estimation", do.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "base/options.h"
#include "methods/method.h"

namespace discern {

struct MahalanobisOptions {
  double shrinkage = 0.1;
};

std::span<const OptionSpec> mahalanobis_option_specs();

// normal [n, width], n >= 1, finite. A feature that hardly moves is held to a floor, see methods/ellipsoid.h.
std::unique_ptr<Method> learn_mahalanobis(const Matrix& normal, const MahalanobisOptions& options);
// settings: option names and their text, Error(usage) for one there is not; resolved gets all options.
// Nothing is drawn at random.
std::unique_ptr<Method> learn_mahalanobis(const Matrix& normal,
                                          const std::map<std::string, std::string>& settings,
                                          std::uint64_t seed, Json& resolved);
std::unique_ptr<Method> load_mahalanobis(const Archive& archive);

}  // namespace discern
