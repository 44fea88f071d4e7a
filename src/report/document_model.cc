#include <cmath>

#include "report/document_parts.h"
#include "report/words.h"

namespace discern {
namespace {

Json number_or_null(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

std::string_view surprise_word(Surprise::Kind kind) {
  switch (kind) {
    case Surprise::Kind::unknown_category:
      return "a category training never saw";
    case Surprise::Kind::moved_constant:
      return "moved, but constant in training";
    case Surprise::Kind::far_outside:
      return "far outside what training saw";
    case Surprise::Kind::newly_missing:
      return "missing, but never in training";
  }
  return "new";
}

}  // namespace

Json drift_part(const Findings& f) {
  if (!f.compared) return nullptr;
  Json out = Json::array();
  for (const DriftCounter::Drift& d : f.drift)
    out.push_back({{"column", d.column},
                   {"psi", d.psi},
                   {"word", drift_word(d.psi)},
                   {"missing_before", d.missing_before},
                   {"missing_now", d.missing_now},
                   {"unknown_now", d.unknown_now},
                   {"median_before", number_or_null(d.median_before)},
                   {"median_now", number_or_null(d.median_now)},
                   {"true_before", number_or_null(d.true_before)},
                   {"true_now", number_or_null(d.true_now)}});
  return out;
}

Json surprises_part(const Findings& f) {
  if (!f.compared) return nullptr;
  Json out = Json::array();
  for (const SurpriseCount& s : f.surprises)
    out.push_back({{"column", s.column},
                   {"kind", surprise_word(s.kind)},
                   {"records", s.records},
                   {"share", double(s.records) / double(f.scores.size())},
                   {"example", s.example}});
  return out;
}

Json verdict_part(const Findings& f) {
  return {{"level", level_name(f.model.verdict.level())}, {"checks", f.model.verdict.save()}};
}

Json model_part(const Findings& f) {
  Json components = Json::array();
  for (const Component& c : f.model.components)
    components.push_back({{"name", c.name}, {"meaning", c.meaning}, {"fused", c.fused}});
  return {{"method", f.model.method},    {"summary", f.model.summary},
          {"source", f.model.source},    {"columns", f.model.columns.size()},
          {"components", components},    {"calibration", f.model.conformal.sorted().size()},
          {"training", f.model.training}};
}

}  // namespace discern
