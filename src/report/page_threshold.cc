#include <algorithm>

#include "base/text.h"
#include "report/page_parts.h"
#include "report/usual_rates.h"
#include "report/words.h"

namespace discern {
namespace {

void add_live_tile(Html& out, const char* id, const char* name, const char* kind = "") {
  out.add("<div class=\"tile {}\" id=\"{}\"><dt>{}</dt><dd><b>–</b><span></span></dd></div>\n", kind, id,
          name);
}

void add_step_button(Html& out, std::size_t step, const std::string& name) {
  out.add("<button type=\"button\" data-step=\"{}\">{}</button>\n", step, name);
}

// The cut in force and those of the usual rates: the least strange cut that keeps the rate.
void add_step_buttons(const Json& document, Html& out) {
  const Json& t = document["threshold"];
  out.raw("<p class=\"steps\">");
  if (t["here"].is_number()) add_step_button(out, t["here"], "The rule in force");
  for (const double rate : kUsualRates) {
    std::size_t step = 0;
    for (std::size_t k = 1; k < t["rate"].size() && t["rate"][k].get<double>() <= rate; ++k) step = k;
    if (step > 0) add_step_button(out, step, "p ≤ " + readable(rate));
  }
  if (document["quality"].is_object() && !document["quality"]["curve"].empty())
    out.raw("<button type=\"button\" id=\"cheapest\" disabled>Least cost</button>");
  out.raw("</p>\n");
}

std::string value_of(const Json& costs, const char* name) {
  return costs.is_null() ? "" : fmt::format("{}", costs[name].get<double>());
}

void add_costs(const Json& costs, Html& out) {
  out.add(
      "<p class=\"costs\"><label>A missed anomaly costs <input type=\"number\" min=\"0\" step=\"any\" "
      "value=\"{}\"></label> "
      "<label>A false alarm costs <input type=\"number\" min=\"0\" step=\"any\" value=\"{}\"></label></p>\n",
      value_of(costs, "miss"), value_of(costs, "false_alarm"));
}

}  // namespace

void add_threshold(const Json& document, Html& out) {
  const bool labelled = !document["quality"].is_null();
  const bool curves = labelled && !document["quality"]["curve"].empty();
  open_section(out, "threshold", "What another threshold would give");
  out.raw(
      "<p class=\"unscripted muted\">This takes scripts; the table of the alert rule, below, has the usual "
      "rates.</p>\n"
      "<div class=\"slider\" hidden>\n<label for=\"cut\">Alerts from <output id=\"cut-text\" "
      "for=\"cut\"></output></label>\n");
  out.add("<input type=\"range\" id=\"cut\" min=\"0\" max=\"{}\" step=\"1\">\n",
          document["threshold"]["cut"].size() - 1);
  out.raw("<p class=\"ends muted\"><span>fewer alerts</span><span>more alerts</span></p>\n");
  add_step_buttons(document, out);
  out.raw("<dl class=\"tiles\">\n");
  add_live_tile(out, "live-alerts", "Alerts", "hot");
  add_live_tile(out, "live-expected", "False alarms to expect");
  if (labelled) {
    add_live_tile(out, "live-precision", "Precision");
    add_live_tile(out, "live-recall", "Recall");
    add_live_tile(out, "live-false", "False alarms found");
  }
  if (!document["money"].is_null())
    add_live_tile(out, "live-amount", labelled ? "Amount caught" : "Amount that alerts");
  if (curves) add_live_tile(out, "live-cost", "Cost of misses and false alarms");
  out.raw("</dl>\n");
  if (curves) add_costs(document["costs"], out);
  out.raw(
      "<p class=\"muted\">Intervals are 95 %. Nothing is changed: set a rule with discern "
      "threshold.</p>\n</div>\n</section>\n");
}

}  // namespace discern
