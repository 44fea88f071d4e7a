#include "report/json_text.h"

namespace discern {

void append_json_string(std::string& out, std::string_view text) {
  const auto plain = [](unsigned char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; };
  bool simple = true;
  for (const char c : text) simple &= plain(static_cast<unsigned char>(c));
  if (simple)
    out.append("\"").append(text).append("\"");
  else
    out += Json(std::string(text)).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string json_for_html(const Json& json) {
  std::string out;
  for (const char c : json.dump(-1, ' ', false, Json::error_handler_t::replace)) {
    if (c == '<')
      out += "\\u003c";
    else if (c == '>')
      out += "\\u003e";
    else if (c == '&')
      out += "\\u0026";
    else
      out += c;
  }
  return out;
}

}  // namespace discern
