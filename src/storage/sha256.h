#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace discern {

// 64 lower-case hexadecimal digits of the SHA-256 of the pieces, one after the other.
std::string sha256(std::initializer_list<std::string_view> pieces);

}  // namespace discern
