#include <cmath>

#include "base/base64.h"
#include "base/text.h"
#include "report/document_parts.h"
#include "report/overlay.h"
#include "report/words.h"

namespace discern {
namespace {

// A picture as a page can hold it; null for none.
Json picture_json(const std::string& png) {
  return png.empty() ? Json() : Json("data:image/png;base64," + base64(png));
}

Json regions_json(const std::vector<Reason>& regions) {
  Json out = Json::array();
  for (const Reason& r : regions)
    out.push_back({{"text", r.text},
                   {"share", r.share},
                   {"row", r.region.row},
                   {"column", r.region.column},
                   {"pixels", r.region.pixels},
                   {"peak", r.region.peak}});
  return out;
}

Json groups_json(const std::map<std::string, GalleryGroup>& groups) {
  Json out = Json::array();
  for (const auto& [name, group] : groups)
    out.push_back(
        {{"name", name}, {"pictures", group.pictures}, {"alerts", group.alerts}, {"highest", group.highest}});
  std::stable_sort(out.begin(), out.end(), [](const Json& a, const Json& b) {
    return a["highest"].get<double>() > b["highest"].get<double>();
  });
  return out;
}

Json legend_json() {
  Json out = Json::array();
  for (double e = kFaintest; e <= kBrightest; ++e) {
    const Colour c = evidence_colour(e);
    out.push_back({{"colour", fmt::format("#{:02x}{:02x}{:02x}", c[0], c[1], c[2])},
                   {"text", "1 in " + readable(std::pow(10, e))}});
  }
  return out;
}

}  // namespace

Json gallery_part(const Findings& f) {
  if (f.gallery.cases.empty()) return nullptr;
  Json cases = Json::array();
  std::size_t rank = 0, below = 0;
  for (const StrangeRecord& r : f.strangest.sorted()) {
    if (!r.score.alert && below++ >= kBelow) continue;
    ++rank;
    const auto found = f.gallery.cases.find(r.position);
    if (found == f.gallery.cases.end()) continue;
    const GalleryCase& own = found->second;
    Json one = {{"rank", rank},
                {"record", r.score.record},
                {"score", r.score.score},
                {"p_value", r.score.p_value},
                {"p_value_text", p_value_text(r.score.p_value, f.model.conformal.sorted().size())},
                {"alert", r.score.alert},
                {"patient", own.patient},
                {"series", own.series},
                {"scan", picture_json(own.scan)},
                {"heat", picture_json(own.heat)},
                {"made", picture_json(own.made)},
                {"nearest", picture_json(own.nearest)},
                {"regions", regions_json(own.regions)}};
    if (f.labelled()) one["label"] = r.score.label;
    cases.push_back(std::move(one));
  }
  return {{"cases", std::move(cases)},
          {"maps", f.gallery.maps},
          {"made", f.gallery.made},
          {"nearest", f.gallery.nearest},
          {"patients", groups_json(f.gallery.patients)},
          {"series", groups_json(f.gallery.series)},
          {"legend", legend_json()}};
}

}  // namespace discern
