// JSON that may stand anywhere: in a line of its own, and inside an HTML page.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace discern {

// text in quotes; bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

// json on one line with <, > and & escaped, so that no value can end a <script> element.
std::string json_for_html(const Json& json);

}  // namespace discern
