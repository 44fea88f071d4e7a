#include "report/page_parts.h"

namespace discern {
namespace {

void add_groups(const Json& groups, const char* heading, Html& out) {
  if (groups.empty()) return;
  constexpr std::size_t kMost = 50;
  out.add(
      "<div class=scroll><table class=groups><caption>{}</caption><thead><tr><th scope=col>{}<th scope=col>"
      "Scans<th scope=col>Alerts<th scope=col>Highest score</thead><tbody>\n",
      groups.size() > kMost ? fmt::format("{} of {}, the strangest first", kMost, groups.size())
                            : std::string("The strangest first"),
      heading);
  for (std::size_t i = 0; i < std::min(kMost, groups.size()); ++i)
    out.add("<tr><th scope=row>{}</th>{}{}{}\n", groups[i]["name"], cell(groups[i]["pictures"]),
            cell(groups[i]["alerts"]), cell(groups[i]["highest"]));
  out.raw("</tbody></table></div>\n");
}

void add_choice(const Json& groups, const char* name, Html& out) {
  if (groups.size() < 2) return;
  out.add("<label>{0} <select data-choice=\"{0}\"><option value=\"\">all</option>", name);
  for (const Json& group : groups) out.add("<option>{}</option>", group["name"]);
  out.raw("</select></label>\n");
}

// Sliders do nothing without scripts, which show them.
void add_controls(const Json& gallery, Html& out) {
  out.raw("<div class=viewer hidden>\n");
  if (gallery["maps"])
    out.raw("<label>Map <input type=range data-view=heat min=0 max=100 value=60></label>\n");
  out.raw(
      "<label>Level <input type=range data-view=level min=0 max=100 value=50></label>\n"
      "<label>Window <input type=range data-view=window min=5 max=200 value=100></label>\n"
      "<button type=button data-view=reset>Reset</button>\n");
  add_choice(gallery["patients"], "patient", out);
  add_choice(gallery["series"], "series", out);
  out.raw(
      "</div>\n<svg width=0 height=0 aria-hidden=true><filter id=grey-window "
      "color-interpolation-filters=sRGB>"
      "<feComponentTransfer><feFuncR type=linear /><feFuncG type=linear /><feFuncB type=linear />"
      "</feComponentTransfer></filter></svg>\n<style>.stack .scan { filter: url(#grey-window); }</style>\n");
}

void add_legend(const Json& legend, Html& out) {
  out.raw("<div class=legend><p>Colours: the share of normal scans' pixels at least as strange</p><div>");
  for (const Json& step : legend)
    out.add("<span><i style=\"background:{}\"></i>{}</span>", step["colour"], step["text"]);
  out.raw("</div></div>\n");
}

void add_figure(const Json& picture, const Json* heat, const char* caption, Html& out) {
  if (picture.is_null()) return;
  out.add("<figure><div class=stack><img class=scan alt=\"{}\" src=\"{}\">", caption, picture);
  if (heat && !heat->is_null()) out.add("<img class=heat alt=\"\" src=\"{}\">", *heat);
  out.add("</div><figcaption>{}</figcaption></figure>", caption);
}

void add_case(const Json& one, Html& out) {
  out.add(
      "<article id=\"scan-{0}\" data-patient=\"{1}\" data-series=\"{2}\"><h3>{0}. {3}</h3>\n<p class=muted>",
      one["rank"].get<std::size_t>(), one["patient"], one["series"], clipped(one["record"], 80));
  for (const char* group : {"patient", "series"})
    if (one[group] != "") out.add("{}, ", one[group]);
  if (one.contains("label")) out.add("label {}, ", clipped(one["label"], 40));
  out.add("score {}, p-value {}{}</p>\n<div class=shots>", number(one["score"]), number(one["p_value"]),
          Markup{one["alert"] ? ", <strong>alert</strong>" : ""});
  add_figure(one["scan"], nullptr, "Scan", out);
  if (!one["heat"].is_null()) add_figure(one["scan"], &one["heat"], "Map", out);
  add_figure(one["made"], nullptr, "Held against", out);
  add_figure(one["nearest"], nullptr, "Nearest normal", out);
  out.raw("</div>\n<ul>");
  for (const Json& region : one["regions"]) out.add("<li>{}</li>", clipped(region["text"], 160));
  out.raw("</ul></article>\n");
}

}  // namespace

void add_gallery(const Json& document, Html& out) {
  const Json& gallery = document["gallery"];
  open_section(out, "gallery", "Scans");
  out.raw(
      "<p><strong>For research. This is no medical device: nothing here is a diagnosis.</strong> A map says "
      "where a scan is unlike normal ones, as its method sees them; left and right are the viewer's.</p>\n<p "
      "class=muted>");
  out.raw(gallery["maps"] ? "" : "The model has no scale for maps; train it again to see them. ");
  out.raw(gallery["made"] ? "Held against: the normal counterpart that the method makes of the scan. "
                          : "The method makes no normal counterpart of a scan. ");
  out.raw(gallery["nearest"] ? "Nearest normal: a scan of the training records."
                             : "The method keeps no scans of its training to set beside.");
  out.raw("</p>\n");
  if (gallery["maps"]) add_legend(gallery["legend"], out);
  add_controls(gallery, out);
  out.raw("<div class=gallery>\n");
  for (const Json& one : gallery["cases"]) add_case(one, out);
  out.raw("</div>\n");
  add_groups(gallery["patients"], "Patient", out);
  add_groups(gallery["series"], "Series", out);
  out.raw("</section>\n");
}

}  // namespace discern
