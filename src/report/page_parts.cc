#include "report/page_parts.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "report/words.h"

namespace discern {

std::string number(const Json& value) {
  return value.is_number() ? readable(value.get<double>()) : "–";
}

std::string share_of(const Json& value) {
  return value.is_number() ? percent(value.get<double>()) : "–";
}

Markup cell(const Json& value) {
  if (!value.is_number()) return {"<td class=\"n\">–</td>"};
  return {fmt::format("<td class=\"n\" data-v=\"{:.9g}\">{}</td>", value.get<double>(), number(value))};
}

Markup share_cell(const Json& value) {
  if (!value.is_number()) return {"<td class=\"n\">–</td>"};
  return {fmt::format("<td class=\"n\" data-v=\"{:.9g}\">{}</td>", value.get<double>(), share_of(value))};
}

Markup bar(double share) {
  return {fmt::format("<i class=bar><i style=width:{:.0f}%></i></i>", 100 * std::clamp(share, 0.0, 1.0))};
}

std::string clipped(const std::string& text, std::size_t most) {
  std::size_t end = 0;
  for (std::size_t bytes = 0; end < text.size(); ++end)
    if ((bytes += std::string_view("&<>\"'").find(text[end]) == std::string_view::npos ? 1 : 6) > most) break;
  if (end == text.size()) return text;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

// Without the closing tags that HTML lets one leave out: a page has hundreds of these.
void add_reasons(const Json& reasons, Html& out) {
  if (reasons.empty()) return;
  out.raw("<ul class=reasons>");
  for (const Json& r : reasons) {
    const double share = r["share"].get<double>();
    out.add("<li>{}<b>{}</b>{}", bar(share), percent(share), clipped(r["text"], 160));
  }
  out.raw("</ul>");
}

void open_table(Html& out, const char* kind, const char* caption, const std::vector<Heading>& headings) {
  // Reached by keyboard, for where it scrolls.
  out.add(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{1}\"><table "
      "class=\"{0}\"><caption>{1}</caption>"
      "<thead><tr>",
      kind, caption);
  for (const Heading& h : headings) {
    const std::string sorted = h.sorted ? fmt::format(" aria-sort=\"{}\"", h.sorted) : "";
    out.add("<th scope=\"col\"{}{}{}>{}</th>", Markup{h.kind == Heading::number ? " class=\"n\"" : ""},
            Markup{h.kind == Heading::fixed ? " data-fixed" : ""}, Markup{sorted}, h.name);
  }
  out.raw("</tr></thead><tbody>\n");
}

void close_table(Html& out) {
  out.raw("</tbody></table></div>\n");
}

void add_chart(Html& out, const char* id, const std::string& description) {
  out.add(
      "<figure class=\"chart\"><div><canvas id=\"{}\" role=\"img\" "
      "aria-label=\"{}\"></canvas></div></figure>\n",
      id, description);
}

void open_section(Html& out, const char* id, const char* heading) {
  out.add("<section id=\"{0}\" aria-labelledby=\"{0}-h\">\n<h2 id=\"{0}-h\">{1}</h2>\n", id, heading);
}

}  // namespace discern
