// What LearnerInfo::safer of several methods is made of.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/options.h"

namespace discern {

inline constexpr double kLeastRate = 1e-8;  // that the options take

// Half the rate, and at most half the usual one.
inline double safer_rate(double rate, double usual) {
  return std::max(kLeastRate, std::min(rate, usual) / 2);
}

// The options that are not their defaults, as OptionTable::from takes them.
template <class T>
std::map<std::string, std::string> settings_of(const OptionTable<T>& table, const T& options) {
  const Json usual = table.save(T{}), asked = table.save(options);
  std::map<std::string, std::string> out;
  for (const auto& [name, value] : asked.items())
    if (value != usual[name])
      out[name] = value.is_string()  ? value.template get<std::string>()
                  : value.is_array() ? option_text(value.template get<std::vector<std::string>>())
                                     : value.dump();
  return out;
}

}  // namespace discern
