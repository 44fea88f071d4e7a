#include <algorithm>
#include <cmath>

#include "report/curve_bands.h"
#include "report/document_parts.h"

namespace discern {
namespace {

Json by_label(const Evaluation& e) {
  Json out = Json::array();
  for (const auto& [label, counts] : e.by_label)
    out.push_back({{"label", label},
                   {"normal", label == e.normal_label},
                   {"alerts", counts.first},
                   {"records", counts.second},
                   {"share", double(counts.first) / double(counts.second)}});
  std::stable_sort(out.begin(), out.end(), [](const Json& a, const Json& b) {
    return a["share"].get<double>() > b["share"].get<double>();
  });
  return out;
}

Json curve_json(const Labelled& l, const std::string& normal) {
  Json out = Json::array();
  for (const CurvePoint& p : curve(l.scores, l.labels.anomalous(normal)))
    out.push_back({{"cut", p.cut},
                   {"recall", p.recall},
                   {"false_alarm_rate", p.false_alarm_rate},
                   {"precision", p.precision}});
  return out;
}

// Without an interval low and high are null.
Json area(double value, double low, double high) {
  const auto known = [](double v) { return std::isnan(v) ? Json(nullptr) : Json(v); };
  return {{"value", value}, {"low", known(low)}, {"high", known(high)}};
}

Json band_json(const char* at, const Band& band) {
  return {{at, band.at}, {"low", band.low}, {"high", band.high}};
}

Json bands_json(const Labelled& l, const std::string& normal) {
  Random random(0, "curve bands");
  const CurveBands bands = curve_bands(rank(l.scores, l.labels.anomalous(normal)), random);
  return {{"roc", band_json("false_alarm_rate", bands.roc)},
          {"precision", band_json("recall", bands.precision)},
          {"gain", band_json("share", bands.gain)}};
}

}  // namespace

Json quality_part(const Findings& f) {
  if (!f.labelled()) return nullptr;
  const Labelled l = labelled_only(f.scores, f.alerts, f.labels);
  const std::string normal = l.labels.normal(f.options.normal);
  Evaluation e = count_alerts(l.alerts, l.labels, normal);
  const bool both = e.normal > 0 && e.anomalous > 0;
  if (both) e = evaluate(l.scores, l.alerts, l.labels, normal);
  Json out = {{"normal_label", normal},       {"normal", e.normal},
              {"anomalous", e.anomalous},     {"unlabelled", l.left_out},
              {"true_alerts", e.true_alerts}, {"false_alerts", e.false_alerts},
              {"missed", e.missed},           {"true_normals", e.true_normals},
              {"precision", e.precision()},   {"recall", e.recall()}};
  out["false_alarm_rate"] = e.normal ? Json(double(e.false_alerts) / double(e.normal)) : Json(nullptr);
  out["auroc"] = both ? area(e.auroc, e.auroc_low, e.auroc_high) : Json(nullptr);
  out["auprc"] = both ? area(e.auprc, e.auprc_low, e.auprc_high) : Json(nullptr);
  out["f1_at_count"] = both ? Json(e.f1_at_count) : Json(nullptr);
  out["by_label"] = by_label(e);
  out["curve"] = both ? curve_json(l, normal) : Json::array();
  out["bands"] = both ? bands_json(l, normal) : Json(nullptr);
  return out;
}

}  // namespace discern
