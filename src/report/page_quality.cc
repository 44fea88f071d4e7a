#include "report/page_parts.h"
#include "report/words.h"

namespace discern {
namespace {

void add_confusion(const Json& q, Html& out) {
  out.add(
      "<table class=\"confusion\"><caption>Confusion at the alert rule</caption><thead><tr><td></td>"
      "<th scope=\"col\" class=\"n\">Alert</th><th scope=\"col\" class=\"n\">No "
      "alert</th></tr></thead><tbody>"
      "<tr><th scope=\"row\">Anomalous</th><td class=\"n good\">{}<small>found</small></td>"
      "<td class=\"n\">{}<small>missed</small></td></tr>",
      number(q["true_alerts"]), number(q["missed"]));
  out.add(
      "<tr><th scope=\"row\">Normal</th><td class=\"n\">{}<small>false alarms</small></td>"
      "<td class=\"n good\">{}<small>left alone</small></td></tr></tbody></table>\n",
      number(q["false_alerts"]), number(q["true_normals"]));
}

void add_area(Html& out, const char* name, const Json& area, const char* meaning) {
  if (area.is_null()) return;
  const std::string interval =
      area["low"].is_null()
          ? "none: all resamples agree"
          : fmt::format("{:.4f} to {:.4f}", area["low"].get<double>(), area["high"].get<double>());
  out.add("<tr><th scope=\"row\">{}</th><td class=\"n\">{:.4f}</td><td class=\"n\">{}</td><td>{}</td></tr>\n",
          name, area["value"].get<double>(), interval, meaning);
}

void add_areas(const Json& q, Html& out) {
  open_table(out, "", "How well the scores rank, whatever the rule",
             {{"Measure"}, {"Value", Heading::number}, {"95 % interval", Heading::number}, {"What it says"}});
  add_area(out, "AUROC", q["auroc"], "chance that an anomaly scores above a normal record");
  add_area(out, "AUPRC", q["auprc"], "average precision over all alert rules");
  if (q["f1_at_count"].is_number())
    out.add(
        "<tr><th scope=\"row\">F1 at the count</th><td class=\"n\">{:.4f}</td><td class=\"n\">–</td>"
        "<td>precision when as many alert as there are anomalies</td></tr>\n",
        q["f1_at_count"].get<double>());
  out.add(
      "<tr><th scope=\"row\">False-alarm rate</th><td class=\"n\">{}</td><td class=\"n\">–</td>"
      "<td>share of the normal records here that alert</td></tr>\n",
      share_of(q["false_alarm_rate"]));
  close_table(out);
}

void add_labels(const Json& q, Html& out) {
  open_table(out, "sortable", "Alerts by label",
             {{"Label"},
              {"Kind"},
              {"Records", Heading::number},
              {"Alerts", Heading::number},
              {"Share that alerts", Heading::number}});
  for (const Json& row : q["by_label"])
    out.add("<tr><th scope=\"row\">{}</th><td>{}</td>{}{}{}</tr>\n", clipped(row["label"], 80),
            row["normal"].get<bool>() ? "normal" : "anomalous", cell(row["records"]), cell(row["alerts"]),
            share_cell(row["share"]));
  close_table(out);
}

// The scores of bin k, which may be open towards one side.
std::string bin_text(const Json& h, std::size_t k) {
  const Json& edges = h["edges"];
  if (k + 2 == edges.size() && h["above"] > 0) return "≥ " + number(edges[k]);
  if (k == 0 && h["below"] > 0) return "< " + number(edges[1]);
  return number(edges[k]) + " to " + number(edges[k + 1]);
}

void add_open_bins(const Json& h, Html& out) {
  const std::size_t below = h["below"], above = h["above"], last = h["scored"].size() - 1;
  if (below > 0)
    out.add("<p class=\"muted\">The first bar holds all scores {}: {} below the axis.</p>\n", bin_text(h, 0),
            count_of(below, "record"));
  if (above > 0)
    out.add("<p class=\"muted\">The last bar holds all scores {}: {} beyond the axis.</p>\n",
            bin_text(h, last), count_of(above, "record"));
}

}  // namespace

void add_quality(const Json& document, Html& out) {
  const Json& q = document["quality"];
  if (q.is_null()) return;
  open_section(out, "quality", "How good the alerts are");
  out.add("<p class=\"lead\">Precision {}, recall {}.</p>\n", share_of(q["precision"]),
          share_of(q["recall"]));
  out.add("<p>{} labelled \"{}\" counted as normal, {} as anomalous. The model never saw the labels.</p>\n",
          count_of(q["normal"].get<std::size_t>(), "record"), q["normal_label"], number(q["anomalous"]));
  out.raw("<div class=\"pair uneven\">\n");
  add_confusion(q, out);
  add_areas(q, out);
  out.raw("</div>\n");
  if (!q["curve"].empty()) {
    out.raw("<div class=\"pair\">\n");
    add_chart(out, "roc",
              fmt::format("ROC curve: recall against false-alarm rate, area {:.3f}",
                          q["auroc"]["value"].get<double>()));
    add_chart(
        out, "precision-recall",
        fmt::format("Precision-recall curve: average precision {:.3f}", q["auprc"]["value"].get<double>()));
    add_chart(out, "gain", "Cumulative gain: recall against the share of records that alert");
    add_chart(out, "cost", "Cost of misses and false alarms against the share of records that alert");
    out.raw("</div>\n");
  }
  add_labels(q, out);
  out.raw("</section>\n");
}

void add_distribution(const Json& document, Html& out) {
  const Json& h = document["histogram"];
  open_section(out, "scores", "How strange the records are");
  out.raw(
      "<p>The scored records, against the calibration records: normal ones, each scored as one that was not "
      "learned from, here scaled to the same number. Where the bars rise above the line, there are more "
      "strange records than "
      "normal data gives.</p>\n");
  add_chart(out, "histogram",
            "Histogram of scores, scored records against calibration records; the table below has "
            "the counts");
  add_open_bins(h, out);
  const bool labelled = h.contains("anomalous");
  std::vector<Heading> headings = {
      {"Score", Heading::number}, {"Scored", Heading::number}, {"Calibration", Heading::number}};
  if (labelled) headings.push_back({"Anomalous", Heading::number});
  out.raw("<details class=\"counts\"><summary>The counts behind the chart</summary>\n");
  open_table(out, "", "Records by score", headings);
  for (std::size_t k = 0; k < h["scored"].size(); ++k) {
    out.add("<tr><td class=\"n\">{}</td>{}{}", bin_text(h, k), cell(h["scored"][k]),
            cell(h["calibration"][k]));
    if (labelled) out.raw(cell(h["anomalous"][k]).html);
    out.raw("</tr>\n");
  }
  close_table(out);
  out.raw("</details>\n</section>\n");
}

}  // namespace discern
