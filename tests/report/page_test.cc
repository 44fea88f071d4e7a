#include "report/page.h"

#include <catch2/catch.hpp>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "report/document.h"
#include "report/html.h"
#include "report/json_text.h"
#include "report/sample.h"

using namespace discern;

namespace {

// The page without its scripts and styles, which hold "<" of their own.
std::string markup_of(const std::string& page) {
  std::string out;
  for (std::size_t at = 0; at < page.size();) {
    const std::size_t script = page.find("<script", at), style = page.find("<style", at);
    const std::size_t next = std::min(script, style);
    out += page.substr(at, next == page.npos ? page.npos : next - at);
    if (next == page.npos) break;
    const std::string end = next == script ? "</script>" : "</style>";
    at = page.find(end, next) + end.size();
  }
  return out;
}

// Empty if every element that must be closed is, in the right order; else what is wrong.
std::string imbalance(const std::string& markup) {
  const std::set<std::string> closes_itself{"meta", "input", "!doctype"};
  const std::set<std::string> may_stay_open{"tr", "td", "th", "tbody", "thead", "li"};
  std::vector<std::string> open;
  const std::regex tag("<(/?)([a-z!][a-z0-9]*)[^>]*>");
  for (std::sregex_iterator it(markup.begin(), markup.end(), tag), end; it != end; ++it) {
    const std::string name = (*it)[2];
    if (closes_itself.contains(name)) continue;
    if ((*it)[1].length() == 0) {
      open.push_back(name);
      continue;
    }
    while (!open.empty() && open.back() != name && may_stay_open.contains(open.back())) open.pop_back();
    if (open.empty() || open.back() != name) return "</" + name + "> closes nothing";
    open.pop_back();
  }
  return open.empty() ? "" : "<" + open.back() + "> stays open";
}

// Findings in which everything that comes from data attacks the page.
Findings hostile() {
  const std::string bad = "</script><img src=x onerror=alert(1)>\"'&<!--\xff";
  Findings f = sample::payments(300, 4, 10, false);
  f.options.title = bad;
  for (std::string& column : f.model.columns) column += bad;
  Score s;
  s.record = bad;
  s.score = 1000;
  s.p_value = f.model.conformal.p_value(1000);
  s.alert = true;
  s.components = {1, 2, 3, 4};
  s.label = bad;
  s.reasons = {{f.model.columns[0], 1, bad}};
  f.case_values[f.scores.size()] = {{bad, bad, bad, bad}, {bad, bad, bad, bad}};
  f.options.normal = bad;
  f.add(std::span(&s, 1));
  s.label = "other" + bad;
  f.add(std::span(&s, 1));
  f.drift[0].column = f.surprises[0].column = f.surprises[0].example = bad;
  f.model.training[bad] = bad;
  f.model.verdict.checks[0].text = bad;
  return f;
}

}  // namespace

TEST_CASE("what is put into HTML is escaped unless it is markup") {
  CHECK(Html().add("<b>{}</b>", "<i>&\"'").take() == "<b>&lt;i&gt;&amp;&quot;&#39;</b>");
  CHECK(Html().add("{} {}", Markup{"<br>"}, 7).take() == "<br> 7");
  CHECK(Html().add("{}", Json("a<b")).take() == "a&lt;b");
  CHECK(escaped(std::string_view("a\0b", 3)) ==
        "a\xEF\xBF\xBD"
        "b");
}

TEST_CASE("JSON in a page cannot end its script") {
  const std::string text = json_for_html({{"</script>", "<!--&\xff"}});
  CHECK(text.find_first_of("<>&") == text.npos);
  CHECK(Json::parse(text) == Json({{"</script>", "<!--&\xEF\xBF\xBD"}}));
}

TEST_CASE("the page is well formed, with and without labels, records and alerts") {
  Findings quiet = sample::tiny(false);
  quiet.alerts.assign(6, 0);
  for (const Findings& f : {sample::tiny(), sample::tiny(false), quiet, sample::payments(3000, 70, 30, true)})
    CHECK(imbalance(markup_of(html_page(report_document(f)))) == "");
}

TEST_CASE("hostile keys, columns, labels and reasons stay text") {
  const std::string page = html_page(report_document(hostile()));
  CHECK(imbalance(markup_of(page)) == "");
  CHECK(page.find("<img") == page.npos);
  CHECK(page.find("&lt;img src=x") != page.npos);
  std::size_t scripts = 0;
  for (std::size_t at = page.find("</script>"); at != page.npos; at = page.find("</script>", at + 1))
    ++scripts;
  CHECK(scripts == 3);
}

TEST_CASE("the page loads nothing") {
  const std::string page = html_page(report_document(sample::payments(3000, 8, 30, true)));
  CHECK_FALSE(std::regex_search(markup_of(page), std::regex("(src|href|action|data)=\"?(https?:)?//")));
  CHECK(page.find("@import") == page.npos);
  CHECK(page.find("url(") == page.npos);
  CHECK(page.find("<link") == page.npos);
  CHECK(page.find("default-src 'none'") != page.npos);
  CHECK(page.find("script-src 'sha256-") != page.npos);
  CHECK(markup_of(page).find("onclick") == std::string::npos);
}

TEST_CASE("everything a reader needs is in the markup without scripts") {
  const std::string text = markup_of(html_page(report_document(sample::tiny())));
  for (const char* needed :
       {"What stands out in incoming.csv", "2 of 6 records alert (33.3 %).", "Look at these first",
        "amount 4,900: normal is 3 to 160", "0.8889", "Alerts by label", "perturbed normal records",
        "A score is no probability of fraud"})
    CHECK(text.find(needed) != std::string::npos);
}

TEST_CASE("the page says what was scored and by which model, as far as it knows") {
  Findings f = sample::tiny();
  const std::string known = html_page(report_document(f));
  CHECK(
      known.find("Scored: incoming.csv, 6 records of 2 columns. Model: knn, trained on 5 records, calibrated "
                 "with 4.") != known.npos);
  f.options.input.clear();
  f.model.training = Json::object();
  const std::string unknown = html_page(report_document(f));
  CHECK(unknown.find("Scored: 6 records of 2 columns. Model: knn, calibrated with 4.") != unknown.npos);
}

TEST_CASE("bars that hold scores beyond the axis are named so") {
  Findings f = sample::tiny(false);
  CHECK(markup_of(html_page(report_document(f))).find("\"n\">4.9 to 5</td>") != std::string::npos);
  Score s;
  for (const double score : {100.0, -100.0}) {
    s.score = score;
    s.p_value = score > 0 ? 0.2 : 1.0;
    s.alert = score > 0;
    f.add(std::span(&s, 1));
  }
  const std::string text = markup_of(html_page(report_document(f)));
  CHECK(text.find("<tr><td class=\"n\">&lt; 0.6</td>") != std::string::npos);
  CHECK(text.find("<tr><td class=\"n\">≥ 6.4</td>") != std::string::npos);
  CHECK(text.find("The last bar holds all scores ≥ 6.4: 1 record beyond the axis.") != std::string::npos);
  CHECK(text.find("The first bar holds all scores &lt; 0.6: 1 record below the axis.") != std::string::npos);
}

TEST_CASE("what was not checked for want of records is said on the first screen") {
  const std::string note = "<li>Drift and surprises were not checked";
  CHECK(html_page(report_document(sample::tiny())).find(note) != std::string::npos);
  CHECK(html_page(report_document(sample::payments(300, 4, 10, false))).find(note) == std::string::npos);
}

TEST_CASE("records that do not alert stand apart, with the way to their reasons") {
  const std::string hint = "<p class=muted>reasons: --explain all</p>";
  Findings f = sample::tiny(false);
  const std::string page = html_page(report_document(f));
  const std::size_t quiet = page.find("class=\"sortable cases quiet\"");
  REQUIRE(quiet != page.npos);
  CHECK(page.find("class=\"sortable cases\"") < quiet);
  CHECK(page.find(hint) > quiet);
  CHECK(page.find(hint) != page.npos);
  Score s;
  s.score = 3;
  s.p_value = 0.6;
  s.reasons = {{"amount", 1, "amount 90"}};
  f.add(std::span(&s, 1));
  CHECK(html_page(report_document(f)).find(hint) == std::string::npos);
}

TEST_CASE("the page embeds the numbers of the JSON twin") {
  const Json document = report_document(sample::payments(3000, 8, 30, true));
  const std::string page = html_page(document);
  const std::string begin = "id=\"document\">";
  const std::size_t at = page.find(begin) + begin.size();
  const Json embedded = Json::parse(page.substr(at, page.find("</script>", at) - at));
  for (const auto& [key, value] : embedded.items())
    if (key != "curves") CHECK(value == document[key]);
  CHECK(embedded.contains("quality"));
  CHECK(embedded.contains("histogram"));
}

TEST_CASE("200 cases of 40 columns stay under 1.15 MB, whatever the length of their texts") {
  Findings f = sample::payments(10000, 40, 200, true);
  const std::string page = html_page(report_document(f));
  CHECK(page.size() < 1'150'000);
  CHECK(page.find("The values of the other cases") == page.npos);
  for (auto& [position, values] : f.case_values)
    for (std::string& value : values.values) value = std::string(5000, 'x') + "\xC3\xA9";
  for (int i = 0; i < 200; ++i) {
    Score score;
    score.score = 1000;
    score.p_value = f.model.conformal.p_value(1000);
    score.alert = true;
    score.record = score.label = std::string(300, '&');
    score.components = {1.25, 1.25, 1.25, 1.25};
    score.reasons.assign(3, {f.model.columns[std::size_t(i) % 40], 0.3, std::string(1000, 'w')});
    f.case_values[f.scores.size()] = f.case_values.begin()->second;
    f.add(std::span(&score, 1));
  }
  const std::string longer = html_page(report_document(f));
  CHECK(longer.size() < 1'150'000);
  CHECK(longer.find("The others do not open: --json writes their components and values.") != longer.npos);
}

TEST_CASE("a case of many columns shows those of its reasons first and says what is left out") {
  const std::string page = html_page(report_document(sample::payments(2000, 300, 5, false)));
  CHECK(page.find("60 of 300 columns; --json writes them all.") != page.npos);
  CHECK(page.find("<tbody>\n<tr class=why>") != page.npos);
}

TEST_CASE("thousands of cases are listed as far as the page has room, and the rest is counted") {
  const Json document = report_document(sample::payments(100'000, 8, 5000, true));
  const std::string page = html_page(document);
  CHECK(page.size() < 1'150'000);
  std::size_t rows = 0;
  for (std::size_t at = page.find("<tr id=case-"); at != page.npos; at = page.find("<tr id=case-", at + 1))
    ++rows;
  CHECK(rows > 200);
  CHECK(rows < document["cases"].size());
  CHECK(page.find(fmt::format("{} of {} cases listed", rows, document["cases"].size())) != page.npos);
}

TEST_CASE("a ranking without fault is shown without an interval") {
  Findings f(sample::tiny_model(), {});
  for (const double score : {0.5, 1.5, 4.5, 5.0}) {
    Score s;
    s.score = score;
    s.label = score > 4 ? "1" : "0";
    s.p_value = f.model.conformal.p_value(score);
    s.alert = s.p_value <= 0.2;
    f.add(std::span(&s, 1));
  }
  const Json document = report_document(f);
  CHECK(document["quality"]["auroc"]["value"] == 1);
  CHECK(document["quality"]["auroc"]["low"].is_null());
  CHECK(html_page(document).find("none: all resamples agree") != std::string::npos);
}
