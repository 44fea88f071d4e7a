// The false-alarm rates that a report compares.
#pragma once

namespace discern {

inline constexpr double kUsualRates[] = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1};

}  // namespace discern
