// Checks that a call ends in the right Error.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "discern/error.h"

namespace discern {

// call must throw an Error of this fault, in one line, that has `part` in it.
template <class Call>
void check_fault(Fault fault, const std::string& part, Call call) {
  try {
    call();
    FAIL_CHECK("expected an error with: " << part);
  } catch (const Error& error) {
    const std::string message = error.what();
    CHECK(error.fault() == fault);
    CHECK_THAT(message, Catch::Contains(part));
    CHECK(message.find('\n') == message.npos);
  }
}

}  // namespace discern
