#include "report/views.h"

#include <algorithm>

#include "base/fail.h"
#include "base/text.h"
#include "report/gallery.h"
#include "report/page_parts.h"

namespace discern {
namespace {

constexpr Section kSections[] = {
    {"threshold", "Threshold", add_threshold, nullptr},
    {"rule", "Alert rule", add_rule, nullptr},
    {"quality", "Quality", add_quality, "quality"},
    {"scores", "Scores", add_distribution, nullptr},
    {"cases", "Alerts", add_cases, nullptr},
    {"money", "Amounts", add_money, "money"},
    {"entities", "Who", add_entities, "entities"},
    {"time", "Time", add_time, "time"},
    {"hours", "Hours", add_hours, "hours"},
    {"segments", "Segments", add_segments, "segments"},
    {"gallery", "Scans", add_gallery, "gallery"},
    {"watch", "Calibration", add_watch, nullptr},
    {"drift", "Drift", add_drift, "drift"},
    {"surprises", "Surprises", add_surprises, "surprises"},
    {"verdict", "Training", add_verdict, nullptr},
    {"model", "Model", add_model, nullptr},
    {"limits", "Limits", add_limits, nullptr},
};

const std::vector<View>& table() {
  static const std::vector<View> views = {
      {"generic",
       "any table",
       {"threshold", "cases", "quality", "scores", "rule", "money", "entities", "time", "segments", "watch",
        "drift", "surprises", "verdict", "model", "limits"}},
      {"fraud",
       "payments and accounts",
       {"threshold", "money", "cases", "entities", "time", "hours", "segments", "quality", "scores", "rule",
        "watch", "drift", "surprises", "verdict", "model", "limits"}},
      {kScanView,
       "medical pictures",
       {"gallery", "threshold", "cases", "quality", "scores", "rule", "watch", "drift", "verdict", "model",
        "limits"}},
  };
  return views;
}

bool has(const Json& document, const Section& section) {
  return !section.part || (document.contains(section.part) && !document[section.part].is_null());
}

}  // namespace

std::span<const View> views() {
  return table();
}

std::vector<std::string> view_names() {
  std::vector<std::string> out;
  for (const View& view : table()) out.emplace_back(view.name);
  return out;
}

const View& view_named(std::string_view name) {
  for (const View& view : table())
    if (name == view.name) return view;
  fail(Fault::usage, "report: there is no view \"{}\"; the views are {}", name, list_of(view_names()));
}

std::vector<Section> sections_of(const Json& document) {
  std::vector<Section> out;
  for (const std::string_view id : view_named(document["view"].get_ref<const std::string&>()).sections)
    for (const Section& section : kSections)
      if (id == section.id && has(document, section)) out.push_back(section);
  return out;
}

}  // namespace discern
