#include "report/page.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

#include "discern/version.h"
#include "report/json_text.h"
#include "report/page_parts.h"
#include "report/views.h"
#include "report/web/chart_js.h"
#include "report/web/page_css.h"
#include "report/web/page_js.h"

namespace discern {
namespace {

// A content security policy names the scripts it allows by this.
std::string sha256_source(std::string_view script) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(script.data()), script.size(), digest.data());
  std::array<unsigned char, 64> text;
  const int size = EVP_EncodeBlock(text.data(), digest.data(), int(digest.size()));
  return "'sha256-" + std::string(reinterpret_cast<char*>(text.data()), std::size_t(size)) + "'";
}

}  // namespace

void open_page(const std::string& title, Html& out) {
  out.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
  out.add(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
      "'unsafe-inline'; "
      "script-src {} {}\">\n",
      Markup{sha256_source(kChartJs)}, Markup{sha256_source(kPageJs)});
  out.raw(
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n");
  out.add(
      "<meta name=\"generator\" content=\"discern {}\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n",
      kVersion, title, Markup{std::string(kPageCss)});
}

namespace {

void add_contents(const std::vector<Section>& sections, Html& out) {
  out.raw("<nav aria-label=\"Sections\"><ul>\n");
  for (const Section& section : sections)
    out.add("<li><a href=\"#{}\">{}</a></li>\n", section.id, section.title);
  out.raw("</ul></nav>\n");
}

// What the scripts draw. The cases stand in the page as a table already.
Json drawn(const Json& document) {
  Json out = Json::object();
  for (const char* part : {"records", "alerts", "rule", "threshold", "costs", "calibration", "quality",
                           "histogram", "money", "time", "drift"})
    out[part] = document[part];
  out["curves"] = training_curves(document["model"]["training"]);
  return out;
}

void add_scripts(const Json& document, Html& out) {
  out.raw("<script type=\"application/json\" id=\"document\">")
      .raw(json_for_html(drawn(document)))
      .raw("</script>\n");
  out.raw("<script>").raw(kChartJs).raw("</script>\n<script>").raw(kPageJs).raw("</script>\n");
}

}  // namespace

std::string html_page(const Json& document) {
  Html out;
  open_page(document["title"], out);
  out.raw("<body>\n<a class=\"skip\" href=\"#cases\">Skip to the alerts</a>\n");
  add_summary(document, out);
  const std::vector<Section> sections = sections_of(document);
  add_contents(sections, out);
  out.raw("<main>\n");
  for (const Section& section : sections) section.add(document, out);
  out.add(
      "</main>\n<footer><p>Made by discern {}. --json writes the same numbers as "
      "JSON.</p></footer>\n",
      kVersion);
  add_scripts(document, out);
  out.raw("</body>\n</html>\n");
  return out.take();
}

}  // namespace discern
