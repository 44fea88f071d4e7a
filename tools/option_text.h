// Options as people read them.
#pragma once

#include <span>
#include <string>

#include "base/options.h"

namespace discern {

// One option a line or two: "  -o, --output FILE   where to write (default -)".
std::string option_help(std::span<const OptionSpec> options);

// "default 5, 1 to 100", "default izi_f: ziz, izi or izi_f", "" for a flag.
std::string option_range_text(const OptionSpec& option);

}  // namespace discern
