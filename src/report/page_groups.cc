#include <algorithm>

#include "base/text.h"
#include "report/page_parts.h"
#include "report/words.h"

namespace discern {
namespace {

constexpr const char* kDays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

void add_left_out(const Json& part, const char* what, Html& out) {
  if (part["left_out"] > 0)
    out.add("<p class=\"muted\">{} more {} not listed.</p>\n", number(part["left_out"]), what);
}

void add_time_table(const Json& time, Html& out) {
  std::vector<Heading> headings = {{"From"}, {"Records", Heading::number}, {"Alerts", Heading::number}};
  if (time.contains("anomalous")) headings.push_back({"Anomalous", Heading::number});
  out.raw("<details class=\"counts\"><summary>The counts behind the chart</summary>\n");
  open_table(out, "", "Records and alerts by time", headings);
  for (std::size_t k = 0; k < time["starts"].size(); ++k) {
    out.add("<tr><td>{}</td>{}{}", time["starts"][k], cell(time["records"][k]), cell(time["alerts"][k]));
    if (time.contains("anomalous")) out.raw(cell(time["anomalous"][k]).html);
    out.raw("</tr>\n");
  }
  close_table(out);
  out.raw("</details>\n");
}

// The busiest piece against the mean of all.
void add_peak(const Json& time, Html& out) {
  std::size_t most = 0, alerts = 0;
  for (std::size_t k = 0; k < time["alerts"].size(); ++k) {
    alerts += time["alerts"][k].get<std::size_t>();
    if (time["alerts"][k] > time["alerts"][most]) most = k;
  }
  if (alerts == 0) return;
  out.add("<p>Most alerts: {}, {} of {}.</p>\n", time["starts"][most], number(time["alerts"][most]),
          count_of(time["records"][most].get<std::size_t>(), "record"));
}

std::string amount_cell(const Json& row) {
  return row.contains("amount") ? cell(row["amount"]).html : "";
}

}  // namespace

void add_time(const Json& document, Html& out) {
  const Json& time = document["time"];
  open_section(out, "time", "Alerts over time");
  const std::string unit = time["unit"];
  out.add("<p>By the column {}{}.</p>\n", time["column"],
          unit.empty()     ? ", in equal parts"
          : unit == "hour" ? ", a bar an hour"
                           : ", a bar a " + unit);
  add_peak(time, out);
  add_chart(out, "time-chart", "Alerts over time; the table below has the counts");
  add_time_table(time, out);
  if (time["missing"] > 0)
    out.add("<p class=\"muted\">{} without a time.</p>\n",
            count_of(time["missing"].get<std::size_t>(), "record"));
  out.raw("</section>\n");
}

void add_hours(const Json& document, Html& out) {
  const Json& hours = document["hours"];
  double most = 0;
  for (const Json& day : hours["alerts"])
    for (const Json& alerts : day) most = std::max(most, alerts.get<double>());
  open_section(out, "hours", "When in the week alerts come");
  out.raw(
      "<p>Alerts by weekday and hour, as the records' times have it; the stronger the colour, the "
      "more.</p>\n");
  out.raw(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Alerts by weekday and hour\"><table "
      "class=\"hours\"><caption>Alerts by weekday and "
      "hour</caption><thead><tr><td></td>");
  for (int hour = 0; hour < 24; ++hour) out.add("<th scope=\"col\">{}</th>", hour);
  out.raw("</tr></thead><tbody>\n");
  for (std::size_t day = 0; day < 7; ++day) {
    out.add("<tr><th scope=\"row\">{}</th>", kDays[day]);
    for (std::size_t hour = 0; hour < 24; ++hour) {
      const double alerts = hours["alerts"][day][hour];
      out.add("<td style=\"--heat:{:.0f}%\" title=\"{} of {}\">{}</td>", most > 0 ? 60 * alerts / most : 0,
              alerts, count_of(hours["records"][day][hour].get<std::size_t>(), "record"), readable(alerts));
    }
    out.raw("</tr>\n");
  }
  close_table(out);
  out.raw("</section>\n");
}

void add_segments(const Json& document, Html& out) {
  const Json& segments = document["segments"];
  const bool labelled = !document["quality"].is_null(), money = !document["money"].is_null();
  open_section(out, "segments", "Where the alerts are");
  out.add("<p>By {}: the share of a segment's records that alert, with its 95 % interval.</p>\n",
          segments["column"]);
  std::vector<Heading> headings = {{"Segment"},
                                   {"Records", Heading::number},
                                   {"Alerts", Heading::number, "descending"},
                                   {"Share that alerts", Heading::number},
                                   {"95 % interval", Heading::number}};
  if (labelled) headings.insert(headings.end(), {{"Anomalous", Heading::number}, {"Found", Heading::number}});
  if (money) headings.push_back({"Amount that alerts", Heading::number});
  open_table(out, "sortable", "Segments, most alerts first", headings);
  for (const Json& row : segments["values"]) {
    const std::string name = clipped(row["value"], 60);
    out.add("<tr><th scope=\"row\">{}</th>{}{}{}<td class=\"n\" data-v=\"{:.9g}\">{} to {}</td>",
            name.empty() ? "(none)" : name, cell(row["records"]), cell(row["alerts"]),
            share_cell(row["share"]), row["low"].get<double>(), share_of(row["low"]), share_of(row["high"]));
    if (labelled) out.add("{}{}", cell(row["anomalous"]), cell(row["true_alerts"]));
    out.raw(amount_cell(row)).raw("</tr>\n");
  }
  close_table(out);
  add_left_out(segments, "segments are", out);
  out.raw("</section>\n");
}

void add_entities(const Json& document, Html& out) {
  const Json& entities = document["entities"];
  const bool money = !document["money"].is_null();
  open_section(out, "entities", "Who alerts");
  out.add("<p>{} of {} values of {} have an alert.</p>\n", number(entities["alerting"]),
          number(entities["entities"]), entities["column"]);
  std::vector<Heading> headings = {{"Value"},
                                   {"Alerts", Heading::number, "descending"},
                                   {"Records", Heading::number},
                                   {"Highest score", Heading::number}};
  if (money) headings.push_back({"Amount that alerts", Heading::number});
  open_table(out, "sortable", "Most alerts first", headings);
  for (const Json& row : entities["values"]) {
    out.add("<tr><th scope=\"row\">{}</th>{}{}{}", clipped(row["value"], 60), cell(row["alerts"]),
            cell(row["records"]), cell(row["highest"]));
    out.raw(amount_cell(row)).raw("</tr>\n");
  }
  close_table(out);
  add_left_out(entities, "that alert are", out);
  out.raw("</section>\n");
}

void add_money(const Json& document, Html& out) {
  const Json& money = document["money"];
  const double total = money["total"];
  open_section(out, "money", "What is at stake");
  out.add("<p class=\"lead\">{} of {} in {} alert{}.</p>\n", number(money["alerting"]),
          number(money["total"]), money["column"],
          total > 0 ? " (" + percent(money["alerting"].get<double>() / total) + ")" : "");
  if (money.contains("anomalous")) {
    const double anomalous = money["anomalous"], caught = money["caught"];
    out.add("<p>The anomalies are worth {}; the alerts catch {}{}, and {} is missed.",
            number(money["anomalous"]), number(money["caught"]),
            anomalous > 0 ? " (" + percent(caught / anomalous) + ")" : "", readable(anomalous - caught));
    if (money["caught_per_alert"].is_number())
      out.add(" An alert catches {} in the mean.", number(money["caught_per_alert"]));
    out.raw("</p>\n");
  }
  add_chart(out, "money-chart", "The amount that alerts against the share of records that alert");
  out.raw("</section>\n");
}

}  // namespace discern
