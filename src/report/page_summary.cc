#include "report/page_parts.h"
#include "report/words.h"

namespace discern {
namespace {

constexpr std::size_t kFirst = 5;

void add_tile(Html& out, const std::string& value, const char* name, const std::string& beside,
              const char* kind = "") {
  out.add("<div class=\"tile {}\"><dt>{}</dt><dd><b>{}</b><span>{}</span></dd></div>\n", kind, name, value,
          beside);
}

void add_quality_tiles(const Json& quality, Html& out) {
  add_tile(out, share_of(quality["precision"]), "Precision",
           fmt::format("{} of {} alerts are anomalies", number(quality["true_alerts"]),
                       number(quality["true_alerts"].get<std::size_t>() +
                              quality["false_alerts"].get<std::size_t>())));
  add_tile(
      out, share_of(quality["recall"]), "Recall",
      fmt::format("{} of {} anomalies alert", number(quality["true_alerts"]), number(quality["anomalous"])));
}

void add_tiles(const Json& document, Html& out) {
  const Json& expected = document["rule"]["expected"];
  const std::size_t alerts = document["alerts"], records = document["records"];
  out.raw("<dl class=\"tiles\">\n");
  add_tile(out, number(document["records"]), "Records", "scored");
  add_tile(out, number(document["alerts"]), "Alerts",
           percent(double(alerts) / double(records)) + " of the records", alerts ? "hot" : "");
  add_tile(out, number(expected["low"]) + "–" + number(expected["high"]), "False alarms to expect",
           "if every record were normal");
  if (!document["quality"].is_null()) add_quality_tiles(document["quality"], out);
  const std::string level = document["verdict"]["level"];
  add_tile(out, level, "Training verdict", "method " + document["model"]["method"].get<std::string>(),
           level.c_str());
  out.raw("</dl>\n");
}

void add_first(const Json& cases, Html& out) {
  if (cases.empty()) return;
  const bool alerts = cases[0]["alert"];
  out.add("<h2 class=\"start\">{}</h2>\n<ol class=\"first\">\n",
          alerts ? "Look at these first" : "The strangest, though none alerts");
  for (std::size_t i = 0; i < std::min(kFirst, cases.size()); ++i) {
    const Json& c = cases[i];
    if (alerts && !c["alert"].get<bool>()) break;
    out.add("<li><div><a class=\"key\" href=\"#case-{}\">{}</a><span class=\"muted\">{}</span></div>", i + 1,
            clipped(c["record"], 80), c["p_value_text"]);
    add_reasons(c["reasons"], out);
    out.raw("</li>\n");
  }
  out.raw("</ol>\n");
}

// Every fourth of the rates.
void add_calibration(const Json& c, Html& out) {
  out.raw("<details class=\"counts\"><summary>The numbers behind the chart</summary>\n");
  open_table(
      out, "", "Promised and observed rates",
      {{"Promised", Heading::number}, {"Observed", Heading::number}, {"95 % interval", Heading::number}});
  for (std::size_t k = 0; k < c["promised"].size(); k += 4)
    out.add("<tr>{}{}<td class=\"n\">{} to {}</td></tr>\n", share_cell(c["promised"][k]),
            share_cell(c["observed"][k]), share_of(c["low"][k]), share_of(c["high"][k]));
  close_table(out);
  out.raw("</details>\n");
}

// The input, the records and the model, as far as the document knows them.
void add_scored(const Json& document, Html& out) {
  const Json& model = document["model"];
  out.raw("<p class=\"muted scored\">Scored: ");
  if (!document["input"].get_ref<const std::string&>().empty()) out.add("{}, ", document["input"]);
  out.add("{} of {}. Model: {}", count_of(document["records"].get<std::size_t>(), "record"),
          count_of(model["columns"].get<std::size_t>(), "column"), model["method"]);
  const Json& training = model["training"];
  if (training.contains("records") && training["records"].is_number_integer())
    out.add(", trained on {} records", number(training["records"]));
  if (training.contains("trimmed") && training["trimmed"].contains("records") &&
      training["trimmed"]["records"].is_number_integer())
    out.add(" without the {} strangest", number(training["trimmed"]["records"]));
  out.add(", calibrated with {}.</p>\n", number(model["calibration"]));
}

}  // namespace

void add_summary(const Json& document, Html& out) {
  out.add("<header>\n<p class=\"brand\">discern</p>\n<h1>{}</h1>\n", document["title"]);
  out.add("<p class=\"headline\"><strong>{}</strong> {}</p>\n", document["headline"], document["judgement"]);
  add_scored(document, out);
  add_tiles(document, out);
  if (!document["notes"].empty()) {
    out.raw("<ul class=\"notes\" aria-label=\"Worth knowing\">\n");
    for (const Json& note : document["notes"]) out.add("<li>{}</li>\n", note);
    out.raw("</ul>\n");
  }
  add_first(document["cases"], out);
  out.raw("</header>\n");
}

void add_watch(const Json& document, Html& out) {
  open_section(out, "watch", "Whether the calibration holds");
  out.add("<p>{}</p>\n", document["watch"]["text"]);
  const Json& calibration = document["calibration"];
  if (!calibration.is_null()) {
    out.add("<p>{}</p>\n",
            calibration["of"] == "normal"
                ? "The false-alarm rate that was promised against the one found among the normal records "
                  "here. Above the "
                  "dashed line there are more false alarms than promised."
                : "The false-alarm rate that was promised against the share of all records here that reach "
                  "it. Above the "
                  "dashed line there are more strange records than normal data gives: anomalies, or drift.");
    add_chart(out, "calibration-chart", "Promised against observed rates; the table has some of them");
    add_calibration(calibration, out);
  }
  out.raw("</section>\n");
}

void add_rule(const Json& document, Html& out) {
  const Json& rule = document["rule"];
  open_section(out, "rule", "The alert rule and what it promises");
  if (rule["kind"] == "rate") {
    out.add("<p class=\"lead\">Alert when p ≤ {}", number(rule["rate"]));
    if (rule["cut"].is_number()) out.add(", which is a score of {} or more", number(rule["cut"]));
    out.raw(".</p>\n");
  } else {
    out.add("<p class=\"lead\">Alert by {}.</p>\n", rule["text"]);
  }
  for (const Json& text : rule["promise"]) out.add("<p>{}</p>\n", text);
  const bool labelled = !document["quality"].is_null();
  std::vector<Heading> headings = {{"Rate", Heading::number},
                                   {"Alerts", Heading::number},
                                   {"Expected if all were normal", Heading::number}};
  if (labelled)
    headings.insert(headings.end(), {{"Precision", Heading::number}, {"Recall", Heading::number}});
  open_table(out, "sortable", "What other rates would give on these records", headings);
  for (const Json& row : rule["others"]) {
    out.add("<tr{}>", Markup{row["rate"] == rule["rate"] ? " class=\"here\"" : ""});
    out.add("{}{}<td class=\"n\" data-v=\"{}\">{} to {}</td>", share_cell(row["rate"]), cell(row["alerts"]),
            row["expected"]["mean"].get<double>(), number(row["expected"]["low"]),
            number(row["expected"]["high"]));
    if (labelled) out.add("{}{}", share_cell(row["precision"]), share_cell(row["recall"]));
    out.raw("</tr>\n");
  }
  close_table(out);
  out.raw("</section>\n");
}

}  // namespace discern
