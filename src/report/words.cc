#include "report/words.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"

namespace discern {

std::string percent(double share) {
  if (share == 0 || share == 1) return share == 0 ? "0 %" : "100 %";
  if (share > 0 && share < 1e-5) return "under 0.001 %";
  if (share < 1 && share >= 0.9995) return "over 99.9 %";
  return fmt::format("{:.3g} %", 100 * share);
}

std::string count_of(std::uint64_t n, std::string_view noun) {
  return fmt::format("{} {}{}", readable(double(n)), noun, n == 1 ? "" : "s");
}

std::string p_value_text(double p_value, std::size_t calibration) {
  if (p_value * double(calibration + 1) < 1.5)
    return fmt::format("stranger than all {} calibration records", readable(double(calibration)));
  if (p_value > 0.5) return "as ordinary as most normal records";
  return fmt::format("1 normal record in {} looks at least this strange", readable(std::round(1 / p_value)));
}

std::string_view drift_word(double psi) {
  return psi < 0.1 ? "stable" : psi <= kShifted ? "moved" : "shifted";
}

}  // namespace discern
