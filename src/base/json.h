// JSON keeps the order in which keys were written, so that files compare byte for byte.
#pragma once

#include <nlohmann/json.hpp>

namespace discern {

using Json = nlohmann::ordered_json;

}  // namespace discern
