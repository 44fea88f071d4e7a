// Writing HTML: what is put into a format is escaped unless it says that it is markup.
#pragma once

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/json.h"

namespace discern {

// text for element content and quoted attributes.
std::string escaped(std::string_view text);

// HTML that is safe as it is.
struct Markup {
  std::string html;
};

namespace html {

template <class T>
auto safe(const T& value) {
  if constexpr (std::is_arithmetic_v<T>)
    return value;
  else if constexpr (std::is_same_v<T, Markup>)
    return value.html;
  else if constexpr (std::is_same_v<T, Json>)
    return escaped(value.template get_ref<const std::string&>());
  else
    return escaped(value);
}
template <class T>
using Safe = decltype(safe(std::declval<const T&>()));

}  // namespace html

class Html {
 public:
  // format is ours, values are anybody's: text and JSON strings are escaped, numbers and Markup are not.
  template <class... Values>
  Html& add(fmt::format_string<html::Safe<Values>...> format, const Values&... values) {
    fmt::format_to(std::back_inserter(out_), format, html::safe(values)...);
    return *this;
  }
  Html& raw(std::string_view markup) {
    out_ += markup;
    return *this;
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace discern
