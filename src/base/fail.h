// Throwing Error with a formatted message.
#pragma once

#include <fmt/format.h>

#include "discern/error.h"

namespace discern {

template <class... Args>
[[noreturn]] void fail(Fault fault, fmt::format_string<Args...> text, Args&&... args) {
  throw Error(fault, fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace discern
