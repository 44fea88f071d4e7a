#include <algorithm>

#include "base/text.h"
#include "report/page_parts.h"
#include "report/words.h"

namespace discern {
namespace {

// What keeps the page small: values of a case in the page, and of all cases together.
constexpr std::size_t kMostColumns = 60;
constexpr std::size_t kMostCells = 8000;
constexpr std::size_t kMostText = 60;

// Columns of the reasons first, then the others as they stand.
std::vector<std::size_t> column_order(const Json& one, const Json& columns) {
  std::vector<std::size_t> order;
  for (const Json& reason : one["reasons"]) {
    const auto found = std::find(columns.begin(), columns.end(), reason["column"]);
    const std::size_t j = std::size_t(found - columns.begin());
    if (found != columns.end() && std::find(order.begin(), order.end(), j) == order.end()) order.push_back(j);
  }
  const std::size_t named = order.size();
  for (std::size_t j = 0; j < columns.size() && order.size() < kMostColumns; ++j)
    if (std::find(order.begin(), order.begin() + std::ptrdiff_t(named), j) ==
        order.begin() + std::ptrdiff_t(named))
      order.push_back(j);
  return order;
}

// Rows without closing tags, which HTML allows and thousands of cells ask for.
void add_values(const Json& one, const Json& columns, Html& out) {
  const std::vector<std::size_t> order = column_order(one, columns);
  out.raw(
      "<div class=\"values\"><table><thead><tr><th scope=\"col\">Column<th scope=\"col\">Value"
      "<th scope=\"col\">Nearest normal</thead><tbody>\n");
  std::size_t named = 0;
  for (const Json& reason : one["reasons"])
    named += std::find(columns.begin(), columns.end(), reason["column"]) != columns.end();
  for (std::size_t k = 0; k < order.size(); ++k)
    out.add("<tr{}><th>{}<td>{}<td>{}\n", Markup{k < named ? " class=why" : ""},
            clipped(columns[order[k]], kMostText), clipped(one["values"][order[k]], kMostText),
            clipped(one["reference"][order[k]], kMostText));
  out.raw("</tbody></table></div>");
  if (order.size() < columns.size())
    out.add("<p class=\"muted\">{} of {} columns; the JSON twin has them all.</p>", order.size(),
            columns.size());
}

void add_components(const Json& one, const Json& components, Html& out) {
  out.raw("<dl class=\"components\">");
  for (std::size_t c = 0; c < std::min(components.size(), one["components"].size()); ++c)
    out.add("<div><dt>{}</dt><dd>{}</dd></div>", components[c]["name"], number(one["components"][c]));
  out.raw("</dl>");
}

class CaseRows {
 public:
  CaseRows(const Json& document, Html& out) : document_(document), out_(out) {}

  void add(const Json& one) {
    const std::size_t rank = one["rank"];
    out_.add(
        "<tr id=\"case-{0}\"><td class=\"n\" data-v=\"{0}\">{0}</td><th scope=\"row\" "
        "class=\"key\">{1}</th>{2}{3}",
        rank, clipped(one["record"], 80), cell(one["score"]), cell(one["p_value"]));
    if (one.contains("label")) out_.add("<td>{}</td>", clipped(one["label"], 60));
    out_.raw("<td class=\"wide\">");
    add_reasons(one["reasons"], out_);
    add_details(one);
    out_.raw("</td></tr>\n");
  }
  bool shortened() const { return shortened_; }

 private:
  void add_details(const Json& one) {
    const Json& columns = document_["columns"];
    const std::size_t cells = std::min(columns.size(), kMostColumns);
    const bool values = one.contains("values") && cells_ + cells <= kMostCells;
    shortened_ |= one.contains("values") && !values;
    out_.add("<details><summary>{}</summary><p>{}.</p>", values ? "Components and values" : "Components",
             one["p_value_text"]);
    add_components(one, document_["model"]["components"], out_);
    if (values) {
      cells_ += cells;
      add_values(one, columns, out_);
    }
    out_.raw("</details>");
  }

  const Json& document_;
  Html& out_;
  std::size_t cells_ = 0;
  bool shortened_ = false;
};

void open_table(Html& out, const char* caption, bool labelled) {
  out.add(
      "<div class=\"scroll\"><table class=\"sortable cases\"><caption>{}</caption><thead><tr>"
      "<th scope=\"col\" aria-sort=\"ascending\">#</th><th scope=\"col\">Record</th><th "
      "scope=\"col\">Score</th>"
      "<th scope=\"col\">p-value</th>",
      caption);
  if (labelled) out.raw("<th scope=\"col\">Label</th>");
  out.raw("<th data-fixed>Why</th></tr></thead><tbody>\n");
}

void add_alert_columns(const Json& columns, std::size_t listed, Html& out) {
  constexpr std::size_t kMost = 8;
  if (columns.empty()) return;
  out.raw(
      "<table class=\"behind\"><caption>The columns behind the listed alerts</caption><thead><tr>"
      "<th scope=\"col\">Column</th><th scope=\"col\" class=\"n\">First reason</th>"
      "<th scope=\"col\" class=\"n\">Among the reasons</th><td></td></tr></thead><tbody>\n");
  for (std::size_t k = 0; k < std::min(kMost, columns.size()); ++k)
    out.add("<tr><th scope=\"row\">{}</th>{}{}<td>{}</td></tr>\n", clipped(columns[k]["column"], 60),
            cell(columns[k]["first"]), cell(columns[k]["named"]),
            bar(columns[k]["first"].get<double>() / double(std::max<std::size_t>(1, listed))));
  out.raw("</tbody></table>\n");
}

void add_intro(const Json& document, std::size_t listed, Html& out) {
  const std::size_t alerts = document["alerts"];
  if (alerts == 0)
    out.raw("<p>No record alerts.</p>\n");
  else if (listed < alerts)
    out.add("<p>The {} strangest of {} alerts, strangest first; the score file has them all.</p>\n", listed,
            readable(double(alerts)));
  else
    out.raw("<p>All of them, strangest first.</p>\n");
  if (listed > 0)
    out.raw(
        "<p>A bar is the column's share in the score. Open a row for the score's components and, where the "
        "records "
        "were given, their values beside the nearest normal record.</p>\n"
        "<p class=\"find\" hidden><label>Find a record or a reason <input type=\"search\" "
        "id=\"find\"></label> "
        "<output id=\"found\" for=\"find\"></output></p>\n");
}

}  // namespace

void add_cases(const Json& document, Html& out) {
  const Json& cases = document["cases"];
  const bool labelled = !document["quality"].is_null();
  const std::size_t listed = std::size_t(
      std::count_if(cases.begin(), cases.end(), [](const Json& c) { return c["alert"].get<bool>(); }));
  CaseRows rows(document, out);
  open_section(out, "cases", "Alerts, one by one");
  add_intro(document, listed, out);
  add_alert_columns(document["alert_columns"], listed, out);
  for (const bool alerts : {true, false}) {
    if ((alerts ? listed : cases.size() - listed) == 0) continue;
    open_table(out, alerts ? "Alerts" : "The strangest that do not alert", labelled);
    for (const Json& one : cases)
      if (one["alert"].get<bool>() == alerts) rows.add(one);
    out.raw("</tbody></table></div>\n");
  }
  if (rows.shortened())
    out.raw("<p class=\"muted\">The values of the other cases are in the JSON twin.</p>\n");
  out.raw("</section>\n");
}

}  // namespace discern
