// JSON from a file nobody vouches for.
#pragma once

#include <string_view>

#include "base/json.h"

namespace discern {

// What JSON may ask for before anything is made of it. Keys are few because ordered objects search them one
// by one.
struct JsonLimits {
  std::size_t depth = 64;
  std::size_t keys = 1'000;        // of one object
  std::size_t values = 2'000'000;  // in all
};

// What keeps text from being read, "is not JSON" or "names a key twice", else nullptr. Keeps no values, only
// the keys of the objects it is in.
const char* json_fault(std::string_view text, const JsonLimits& limits = {});

}  // namespace discern
