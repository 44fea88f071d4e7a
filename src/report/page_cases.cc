#include <algorithm>
#include <map>

#include "base/text.h"
#include "report/page_parts.h"
#include "report/words.h"

namespace discern {
namespace {

// What keeps the page small: columns of a case, bytes of a value, bytes of all cases.
constexpr std::size_t kMostColumns = 60;
constexpr std::size_t kMostText = 60;
constexpr std::size_t kMostBytes = 700'000;
// Cases that open into components and values.
constexpr std::size_t kMostWhole = 200;

// Columns of the reasons first, then the others as they stand.
struct CaseColumns {
  std::vector<std::size_t> order;
  std::size_t named = 0;  // how many of them stand in the reasons
};

CaseColumns columns_of(const Json& one, const Json& columns) {
  CaseColumns out;
  std::vector<char> taken(columns.size());
  for (const Json& reason : one["reasons"]) {
    const auto j = std::size_t(std::find(columns.begin(), columns.end(), reason["column"]) - columns.begin());
    if (j == columns.size() || taken[j]) continue;
    taken[j] = 1;
    out.order.push_back(j);
  }
  out.named = out.order.size();
  for (std::size_t j = 0; j < columns.size() && out.order.size() < kMostColumns; ++j)
    if (!taken[j]) out.order.push_back(j);
  return out;
}

// Rows without closing tags, which HTML allows and thousands of cells ask for.
std::string values_table(const Json& one, const Json& columns) {
  Html out;
  const CaseColumns shown = columns_of(one, columns);
  out.raw(
      "<div class=values><table><thead><tr><th scope=col>Column<th scope=col>Value<th scope=col>Expected"
      "</thead><tbody>\n");
  for (std::size_t k = 0; k < shown.order.size(); ++k) {
    const std::size_t j = shown.order[k];
    out.add("<tr{}><th>{}<td>{}<td>{}\n", Markup{k < shown.named ? " class=why" : ""},
            clipped(columns[j], kMostText), clipped(one["values"][j], kMostText),
            clipped(one["reference"][j], kMostText));
  }
  out.raw("</tbody></table></div>");
  if (shown.order.size() < columns.size())
    out.add("<p class=muted>{} of {} columns; --json writes them all.</p>", shown.order.size(),
            columns.size());
  return out.take();
}

void add_components(const Json& one, const Json& components, Html& out) {
  out.raw("<dl class=\"components\">");
  for (std::size_t c = 0; c < std::min(components.size(), one["components"].size()); ++c)
    out.add("<div><dt>{}</dt><dd>{}</dd></div>", components[c]["name"], number(one["components"][c]));
  out.raw("</dl>");
}

class CaseRows {
 public:
  // spare: how many bytes the values of the cases may take.
  CaseRows(const Json& document, Html& out, std::size_t spare)
      : document_(document), out_(out), spare_(spare) {
    for (const Json& one : document["alert_columns"]) places_.try_emplace(one["column"], places_.size());
    for (const Json& one : document["cases"])
      explained_ |= !one["alert"].get<bool>() && !one["reasons"].empty();
  }

  void add(const Json& one) {
    const std::size_t rank = one["rank"];
    const bool whole = rank <= kMostWhole;
    out_.add(
        "<tr id=case-{0} data-why=\"{3}\"{4}><td class=n data-v={0}>{0}<th scope=row class=key>{1}{5}{2}",
        rank, clipped(one["record"], 80), Markup{short_cell(one["score"]) + short_cell(one["p_value"])},
        columns_behind(one["reasons"]), Markup{label_of(one)}, facts(one));
    if (one.contains("label")) out_.add("<td>{}", clipped(one["label"], kMostText));
    out_.raw("<td class=wide>");
    if (one["reasons"].empty())
      out_.add("<p class=muted>{}</p>",
               one["alert"].get<bool>() || explained_ ? "no reasons" : "reasons: --explain all");
    if (whole) {
      add_reasons(one["reasons"], out_);
      add_details(one);
    } else {
      add_short_reasons(one["reasons"]);
      shortened_ = true;
    }
    out_.raw("\n");
  }
  bool shortened() const { return shortened_; }

 private:
  void add_details(const Json& one) {
    const std::string values = one.contains("values") ? values_table(one, document_["columns"]) : "";
    const bool fits = values.size() <= spare_;
    shortened_ |= !fits;
    out_.add("<details><summary>{}</summary><p>p-value {}: {}.</p>",
             fits && !values.empty() ? "Components and values" : "Components", number(one["p_value"]),
             one["p_value_text"]);
    add_components(one, document_["model"]["components"], out_);
    add_similar(one);
    if (fits) {
      spare_ -= values.size();
      out_.raw(values);
    }
    out_.raw("</details>");
  }

  void add_similar(const Json& one) {
    if (!one.contains("similar") || one["similar"].empty()) return;
    out_.raw("<p>Alike, by their reasons:");
    for (const Json& rank : one["similar"])
      out_.add(" <a href=\"#case-{0}\">#{0} {1}</a>", rank.get<std::size_t>(),
               clipped(document_["cases"][rank.get<std::size_t>() - 1]["record"], 40));
    out_.raw("</p>");
  }
  // When, whose and how much, under the record's name.
  static Markup facts(const Json& one) {
    Html out;
    for (const char* fact : {"time", "entity", "segment"})
      if (one.contains(fact)) out.add("<small>{}</small>", clipped(one[fact], 60));
    if (one.contains("amount")) out.add("<small>{}</small>", number(one["amount"]));
    return {out.take()};
  }
  // Their places among the columns behind the alerts, for the filter.
  std::string columns_behind(const Json& reasons) const {
    std::string out;
    for (const Json& reason : reasons)
      if (const auto found = places_.find(reason["column"]); found != places_.end())
        out += fmt::format("{}{}", out.empty() ? "" : " ", found->second);
    return out;
  }
  static std::string label_of(const Json& one) {
    return one.contains("label") ? " data-label=\"" + escaped(clipped(one["label"], kMostText)) + "\"" : "";
  }
  static std::string short_cell(const Json& value) {
    return fmt::format("<td class=n data-v={:.7g}>{}", value.get<double>(), number(value));
  }
  void add_short_reasons(const Json& reasons) {
    if (reasons.empty()) return;
    out_.raw("<ul class=\"reasons short\">");
    for (const Json& r : reasons) out_.add("<li><b>{}</b>{}", share_of(r["share"]), clipped(r["text"], 160));
    out_.raw("</ul>");
  }

  const Json& document_;
  Html& out_;
  std::size_t spare_;
  std::map<std::string, std::size_t> places_;  // of the columns behind the alerts
  bool shortened_ = false;
  bool explained_ = false;  // whether reasons were worked out for records that do not alert
};

// How many cases, strangest first, fit into kMostBytes, and what they leave of it for their values.
struct Room {
  std::size_t cases = 0, spare = kMostBytes;
};
Room room_for(const Json& document) {
  Room out;
  for (const Json& one : document["cases"]) {
    Html plain;
    CaseRows(document, plain, 0).add(one);
    const std::size_t size = plain.take().size();
    if (size > out.spare) break;
    out.spare -= size;
    ++out.cases;
  }
  return out;
}

// alerting: the alerts that were counted.
void add_alert_columns(const Json& columns, std::size_t alerting, Html& out) {
  constexpr std::size_t kMost = 8;
  if (columns.empty()) return;
  open_table(out, "behind", "The columns behind the listed alerts",
             {{"Column"}, {"First reason", Heading::number}, {"Among the reasons", Heading::number}, {""}});
  for (std::size_t k = 0; k < std::min(kMost, columns.size()); ++k)
    out.add("<tr><th scope=\"row\">{}</th>{}{}<td>{}</td></tr>\n", clipped(columns[k]["column"], 60),
            cell(columns[k]["first"]), cell(columns[k]["named"]),
            bar(columns[k]["named"].get<double>() / double(std::max<std::size_t>(1, alerting))));
  close_table(out);
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
        "were given, their values beside those expected of a normal record like it.</p>\n");
}

// placed: the value of a choice is its place, else its text.
void add_choices(Html& out, const char* id, const char* name, const std::vector<std::string>& choices,
                 bool placed) {
  out.add(" <label>{} <select id=\"{}\"><option value=\"\">any</option>", name, id);
  for (std::size_t k = 0; k < choices.size(); ++k)
    out.add("<option value=\"{}\">{}</option>", placed ? std::to_string(k) : choices[k], choices[k]);
  out.raw("</select></label>");
}

// The filters, for those who have scripts.
void add_find(const Json& document, bool labelled, Html& out) {
  std::vector<std::string> columns, labels;
  for (const Json& one : document["alert_columns"]) columns.push_back(clipped(one["column"], kMostText));
  if (labelled)
    for (const Json& one : document["quality"]["by_label"])
      labels.push_back(clipped(one["label"], kMostText));
  out.raw(
      "<p class=\"find\" hidden><label>Find a record or a reason <input type=\"search\" "
      "id=\"find\"></label>");
  add_choices(out, "behind", "Column behind it", columns, true);
  if (labelled) add_choices(out, "of-label", "Label", labels, false);
  out.raw(" <output id=\"found\" for=\"find\"></output></p>\n");
}

void add_pager(Html& out) {
  out.raw(
      "<p class=\"pager\" id=\"pager\" hidden><button type=\"button\" data-to=\"back\">Back</button> "
      "<output id=\"page-text\"></output> <button type=\"button\" data-to=\"on\">Next</button></p>\n");
}

std::vector<Heading> case_headings(bool labelled) {
  std::vector<Heading> out = {{"#", Heading::number, "ascending"},
                              {"Record"},
                              {"Score", Heading::number},
                              {"p-value", Heading::number}};
  if (labelled) out.push_back({"Label"});
  out.push_back({"Why", Heading::fixed});
  return out;
}

}  // namespace

void add_cases(const Json& document, Html& out) {
  const Json& cases = document["cases"];
  const bool labelled = !document["quality"].is_null();
  const Room room = room_for(document);
  const auto shown_end = cases.begin() + std::ptrdiff_t(room.cases);
  const std::size_t listed = std::size_t(
      std::count_if(cases.begin(), shown_end, [](const Json& c) { return c["alert"].get<bool>(); }));
  const std::size_t alerting = listed + std::size_t(std::count_if(shown_end, cases.end(), [](const Json& c) {
                                 return c["alert"].get<bool>();
                               }));
  CaseRows rows(document, out, room.spare);
  open_section(out, "cases", "Alerts, one by one");
  add_intro(document, listed, out);
  add_alert_columns(document["alert_columns"], alerting, out);
  if (room.cases > 0) add_find(document, labelled, out);
  for (const bool alerts : {true, false}) {
    if ((alerts ? listed : room.cases - listed) == 0) continue;
    open_table(out, alerts ? "sortable cases" : "sortable cases quiet",
               alerts ? "Alerts" : "The strangest that do not alert", case_headings(labelled));
    for (auto one = cases.begin(); one != shown_end; ++one)
      if ((*one)["alert"].get<bool>() == alerts) rows.add(*one);
    close_table(out);
  }
  if (room.cases > 0) add_pager(out);
  if (room.cases < cases.size())
    out.add("<p class=\"muted\">{} of {} cases listed, the strangest; --json writes them all.</p>\n",
            room.cases, cases.size());
  if (rows.shortened())
    out.raw("<p class=\"muted\">The others do not open: --json writes their components and values.</p>\n");
  out.raw("</section>\n");
}

}  // namespace discern
