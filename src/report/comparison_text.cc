#include "base/text.h"
#include "report/comparison.h"
#include "report/forms.h"
#include "report/page_parts.h"
#include "report/words.h"

namespace discern {
namespace {

const char* const kWho[] = {"Champion", "Challenger"};

std::string p_text(const Json& p) {
  return p.get<double>() < 0.001 ? "p < 0.001" : "p = " + number(p);
}

// One row of the table of measures: what, champion, challenger, what the test says.
struct Row {
  std::string what, first, second, test;
};

Row counts_row(const char* what, const Json& part, const Json& of) {
  const auto text = [&](const char* who) {
    std::string out = number(part[who]);
    if (of.is_number() && of.get<double>() > 0)
      out += " (" + percent(part[who].get<double>() / of.get<double>()) + ")";
    return out;
  };
  return {what, text("first"), text("second"),
          fmt::format("{} by the champion alone, {} by the challenger alone; {}", number(part["only_first"]),
                      number(part["only_second"]), p_text(part["p_value"]))};
}

std::vector<Row> rows_of(const Json& c) {
  std::vector<Row> out = {{"Method", c["models"][0]["method"], c["models"][1]["method"], ""},
                          {"Rule", c["models"][0]["rule"], c["models"][1]["rule"], ""},
                          counts_row("Alerts", c["overlap"], c["records"])};
  const Json& q = c["quality"];
  if (q.is_null()) return out;
  out.push_back(counts_row("Anomalies found", q["recall"], q["anomalous"]));
  out.push_back(counts_row("False alarms", q["false_alarms"], q["normal"]));
  const Json& area = q["auroc"];
  if (!area.is_null())
    out.push_back(
        {"AUROC", fmt::format("{:.4f}", area["first"].get<double>()),
         fmt::format("{:.4f}", area["second"].get<double>()),
         fmt::format("difference {:+.4f}, 95 % {:+.4f} to {:+.4f}; {}", area["difference"].get<double>(),
                     area["low"].get<double>(), area["high"].get<double>(), p_text(area["p_value"]))});
  return out;
}

std::string overlap_text(const Json& c) {
  const Json& overlap = c["overlap"];
  std::string out = fmt::format("Both alert on {}; {} of the alerts of either.",
                                count_of(overlap["both"].get<std::size_t>(), "record"),
                                percent(overlap["jaccard"].get<double>()));
  if (!c["rank_correlation"].is_null())
    out += fmt::format(" The scores' rank correlation is {:.3f}.", c["rank_correlation"].get<double>());
  return out;
}

constexpr const char* kTests =
    "The same records, paired: AUROC by DeLong et al. (1988), counts by McNemar's exact test.";

std::vector<Heading> alone_headings(bool labelled) {
  std::vector<Heading> out = {{"Record"}, {"p-value", Heading::number}, {"By the other", Heading::number}};
  if (labelled) out.push_back({"Label"});
  return out;
}

void add_alone(const Json& rows, int who, Html& out) {
  if (rows.empty()) return;
  open_section(out, who ? "only-second" : "only-first",
               fmt::format("Alerts of the {} alone", who ? "challenger" : "champion").c_str());
  open_table(out, "", "Strangest first", alone_headings(rows[0].contains("label")));
  for (const Json& row : rows) {
    out.add("<tr><th scope=\"row\">{}</th>{}{}", clipped(row["record"], 80), cell(row["p_value"]),
            cell(row["other_p_value"]));
    if (row.contains("label")) out.add("<td>{}</td>", clipped(row["label"], 60));
    out.raw("</tr>\n");
  }
  close_table(out);
  out.raw("</section>\n");
}

}  // namespace

std::string comparison_markdown(const Json& c) {
  std::string out = "# Champion against challenger\n\n**" + markdown(c["headline"]) + "**\n\n";
  out += fmt::format("Champion: {}. Challenger: {}. {} of {}. {}\n\n", markdown(c["models"][0]["model"]),
                     markdown(c["models"][1]["model"]), count_of(c["records"].get<std::size_t>(), "record"),
                     markdown(c["input"]), overlap_text(c));
  out += "| | Champion | Challenger | |\n| --- | --- | --- | --- |\n";
  for (const Row& row : rows_of(c))
    out += fmt::format("| {} | {} | {} | {} |\n", row.what, markdown(row.first), markdown(row.second),
                       markdown(row.test));
  return out + "\n" + kTests + "\n";
}

std::string comparison_page(const Json& c) {
  Html out;
  open_page("Champion against challenger", out);
  out.add(
      "<body>\n<header>\n<p class=\"brand\">discern</p>\n<h1>Champion against challenger</h1>\n"
      "<p class=\"headline\"><strong>{}</strong></p>\n",
      c["headline"]);
  out.add("<p class=\"muted scored\">Champion: {}. Challenger: {}. {} of {}.</p>\n</header>\n<main>\n",
          c["models"][0]["model"], c["models"][1]["model"],
          count_of(c["records"].get<std::size_t>(), "record"), c["input"]);
  open_section(out, "measures", "Side by side");
  out.add("<p>{}</p>\n", overlap_text(c));
  open_table(out, "", "On the same records", {{""}, {kWho[0]}, {kWho[1]}, {"Paired"}});
  for (const Row& row : rows_of(c))
    out.add("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>\n", row.what, row.first,
            row.second, row.test);
  close_table(out);
  out.add("<p class=\"muted\">{}</p>\n</section>\n", kTests);
  add_alone(c["only_second"], 1, out);
  add_alone(c["only_first"], 0, out);
  out.raw("</main>\n</body>\n</html>\n");
  return out.take();
}

}  // namespace discern
