// Isolation forest: a record is as strange as few random splits set it apart from normal ones.
// Liu, Ting and Zhou 2008, "Isolation forest"; a split's feature is drawn among those that vary.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "base/options.h"
#include "methods/method.h"

namespace discern {

struct IforestOptions {
  std::int64_t trees = 100;
  std::int64_t records = 256;
};

std::span<const OptionSpec> iforest_option_specs();

// normal [n, width], n >= 1, finite. With fewer records than asked for a tree, each tree gets all.
std::unique_ptr<Method> learn_iforest(const Matrix& normal, const IforestOptions& options,
                                      std::uint64_t seed);
// settings: option names and their text, Error(usage) for one there is not; resolved gets all options.
std::unique_ptr<Method> learn_iforest(const Matrix& normal,
                                      const std::map<std::string, std::string>& settings, std::uint64_t seed,
                                      Json& resolved);
std::unique_ptr<Method> load_iforest(const Archive& archive);

}  // namespace discern
