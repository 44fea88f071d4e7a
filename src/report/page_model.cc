#include <algorithm>

#include "base/text.h"
#include "report/page_parts.h"
#include "report/words.h"

namespace discern {
namespace {

constexpr std::size_t kMostRows = 100;
constexpr std::size_t kMostFacts = 60;
constexpr std::size_t kMostCurves = 8;

std::string before_now(const Json& before, const Json& now, std::string (*text)(const Json&)) {
  return before.is_null() && now.is_null() ? "–" : text(before) + " → " + text(now);
}

void add_drift_row(const Json& d, Html& out) {
  out.add(
      "<tr><th scope=\"row\">{}</th><td class=\"n\" data-v=\"{:.9g}\">{:.3f}</td><td><span class=\"word "
      "{}\">{}</span></td><td>{}</td><td>{}</td>{}</tr>\n",
      clipped(d["column"], 60), d["psi"].get<double>(), d["psi"].get<double>(), d["word"], d["word"],
      d["true_before"].is_null() && d["true_now"].is_null()
          ? before_now(d["median_before"], d["median_now"], number)
          : before_now(d["true_before"], d["true_now"], share_of) + " true",
      before_now(d["missing_before"], d["missing_now"], share_of), share_cell(d["unknown_now"]));
}

// The facts of a JSON object as dotted names and text; long lists are counted.
void add_facts(const std::string& name, const Json& value, std::size_t& left, Html& out) {
  if (value.is_object()) {
    for (const auto& [key, inner] : value.items())
      add_facts(name.empty() ? key : name + "." + key, inner, left, out);
    return;
  }
  if (left == 0) return;
  --left;
  std::string text;
  if (value.is_string())
    text = value.get<std::string>();
  else if (value.is_array() && value.size() > 8)
    text = fmt::format("{} values", value.size());
  else if (value.is_number())
    text = readable(value.get<double>());
  else
    text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  out.add("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", clipped(name, 80), clipped(text, 200));
}

void add_components(const Json& components, Html& out) {
  open_table(out, "", "Components of the score",
             {{"Component"}, {"Part of the score"}, {"What it measures"}});
  for (const Json& c : components)
    out.add("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n", c["name"],
            c["fused"].get<bool>() ? "yes" : "no, reported beside it", c["meaning"]);
  close_table(out);
}

}  // namespace

void add_drift(const Json& document, Html& out) {
  const Json& drift = document["drift"];
  if (drift.is_null()) return;
  open_section(out, "drift", "Have the columns moved since training?");
  out.raw(
      "<p>The population stability index (PSI) compares a column's values here with those in training. Under "
      "0.1 "
      "it is stable, from 0.1 to 0.25 it has moved, above it has shifted: then the promise of the alert rule "
      "no "
      "longer holds.</p>\n");
  add_chart(out, "drift-chart",
            "Bars: the population stability index of the columns that moved most; the table has them");
  open_table(out, "sortable", "Columns against training, most moved first",
             {{"Column"},
              {"PSI", Heading::number, "descending"},
              {"In words"},
              {"Median or share of true, training → now", Heading::fixed},
              {"Missing, training → now", Heading::fixed},
              {"Unknown", Heading::number}});
  for (std::size_t k = 0; k < std::min(kMostRows, drift.size()); ++k) add_drift_row(drift[k], out);
  close_table(out);
  if (drift.size() > kMostRows)
    out.add("<p class=\"muted\">{} of {} columns; --json writes them all.</p>\n", kMostRows, drift.size());
  out.raw("</section>\n");
}

void add_surprises(const Json& document, Html& out) {
  const Json& surprises = document["surprises"];
  if (surprises.is_null()) return;
  open_section(out, "surprises", "What training never saw");
  if (surprises.empty()) {
    out.raw(
        "<p>Nothing: no unknown category, no constant that moved, no value far outside.</p>\n</section>\n");
    return;
  }
  out.raw(
      "<p>Each of these counts in the score of its record. Many in one column mean that the column "
      "changed.</p>\n");
  open_table(out, "sortable surprises", "Surprises by column",
             {{"Column"},
              {"What"},
              {"Records", Heading::number},
              {"Share", Heading::number},
              {"For example", Heading::fixed}});
  for (std::size_t k = 0; k < std::min(kMostRows, surprises.size()); ++k) {
    const Json& s = surprises[k];
    out.add("<tr><th scope=\"row\">{}</th><td>{}</td>{}{}<td>{}</td></tr>\n", clipped(s["column"], 60),
            s["kind"], cell(s["records"]), share_cell(s["share"]), clipped(s["example"], 160));
  }
  close_table(out);
  out.raw("</section>\n");
}

Json training_curves(const Json& training) {
  Json out = Json::array();
  const auto numbers = [](const Json& list) {
    return list.is_array() &&
           std::ranges::all_of(list, [](const Json& v) { return v.is_number() || v.is_null(); });
  };
  if (!training.is_object() || !training.contains("curves") || !training["curves"].is_object()) return out;
  for (const auto& [name, curve] : training["curves"].items()) {
    const bool sound = curve.is_object() && curve.contains("step") && curve.contains("value") &&
                       numbers(curve["step"]) && numbers(curve["value"]) && !curve["step"].empty();
    if (sound && out.size() < kMostCurves)
      out.push_back({{"name", clipped(name, 60)}, {"step", curve["step"]}, {"value", curve["value"]}});
  }
  return out;
}

void add_verdict(const Json& document, Html& out) {
  const Json& verdict = document["verdict"];
  open_section(out, "verdict", "Did training work?");
  out.add("<p class=\"lead\"><span class=\"word {0}\">{0}</span></p>\n", verdict["level"]);
  if (!training_curves(document["model"]["training"]).empty())
    add_chart(out, "training-chart",
              "Learning curves: what training made smaller or kept in balance, by step");
  if (verdict["checks"].empty()) {
    out.raw("<p>The model file holds no checks.</p>\n</section>\n");
    return;
  }
  open_table(out, "", "Checks made after training",
             {{"Check"}, {"Result"}, {"Number", Heading::number}, {"What was found"}});
  for (const Json& check : verdict["checks"])
    out.add("<tr><th scope=\"row\">{}</th><td><span class=\"word {}\">{}</span></td>{}<td>{}</td></tr>\n",
            check["name"], check["level"], check["level"], cell(check["value"]), check["text"]);
  close_table(out);
  out.raw("</section>\n");
}

void add_model(const Json& document, Html& out) {
  const Json& model = document["model"];
  open_section(out, "model", "The model");
  out.add("<p class=\"lead\">{}</p>\n<p>{}</p>\n", model["method"], model["summary"]);
  if (!model["source"].get_ref<const std::string&>().empty())
    out.add("<p class=\"muted\">{}</p>\n", model["source"]);
  add_components(model["components"], out);
  out.add(
      "<details><summary>How it was trained</summary><table><caption>Facts from the model "
      "file</caption><tbody>\n"
      "<tr><th scope=\"row\">columns</th><td>{}</td></tr><tr><th scope=\"row\">calibration "
      "records</th><td>{}</td></tr>\n",
      number(model["columns"]), number(model["calibration"]));
  std::size_t left = kMostFacts;
  add_facts("", model["training"], left, out);
  out.raw("</tbody></table></details>\n</section>\n");
}

void add_limits(const Json& document, Html& out) {
  open_section(out, "limits", "What this report does not say");
  out.raw("<ul class=\"limits\">\n");
  for (const Json& text : document["limits"]) out.add("<li>{}</li>\n", text);
  out.raw("</ul>\n</section>\n");
}

}  // namespace discern
