#pragma once

#include <algorithm>
#include <type_traits>
#include <vector>

#include "base/fail.h"

namespace discern {

// nlohmann would turn -1 into a huge size, 2.5 into 2 and true into 1 without a word.
template <class T>
bool is_exactly(const Json& value) {
  if constexpr (std::is_same_v<T, bool>)
    return value.is_boolean();
  else if constexpr (std::is_unsigned_v<T>)
    return value.is_number_unsigned() ||
           (value.is_number_integer() && value.template get<std::int64_t>() >= 0);
  else if constexpr (std::is_integral_v<T>)
    return value.is_number_integer();
  else if constexpr (std::is_floating_point_v<T>)
    return value.is_number();
  else
    return true;
}

template <class T>
struct ElementOf {
  using type = void;
};
template <class T>
struct ElementOf<std::vector<T>> {
  using type = T;
};

template <class T>
T read_meta(const Json& meta, const char* key) {
  using Element = typename ElementOf<T>::type;
  try {
    const Json& value = meta.at(key);
    bool exact = is_exactly<T>(value);
    if constexpr (!std::is_void_v<Element>)
      exact = value.is_array() && std::all_of(value.begin(), value.end(), is_exactly<Element>);
    if (exact) return value.template get<T>();
  } catch (const nlohmann::json::exception&) {
  }
  fail(Fault::model, "model file: \"{}\" is missing or has the wrong type; train the model again", key);
}

}  // namespace discern
