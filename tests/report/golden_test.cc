// Reports of six records as they are kept beside this test. DISCERN_KEEP_GOLDEN=1 keeps new ones: look at the
// difference.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "report/comparison.h"
#include "report/document.h"
#include "report/forms.h"
#include "report/page.h"
#include "report/sample.h"

using namespace discern;

namespace {

void check_kept(const char* name, const std::string& text) {
  const auto path = std::filesystem::path(DISCERN_TESTS) / "report" / "golden" / name;
  if (std::getenv("DISCERN_KEEP_GOLDEN")) std::ofstream(path, std::ios::binary) << text;
  INFO(name);
  CHECK(text == read_file(path.string(), 1'000'000));
}

// The page without its policy, style sheet and scripts, which change with each of their own.
std::string without_our_own(std::string page) {
  const auto cut = [&](std::string_view from, std::string_view to) {
    for (std::size_t at = page.find(from); at != page.npos; at = page.find(from, at))
      page.erase(at, page.find(to, at) + to.size() - at);
  };
  cut("<meta http-equiv", ">\n");
  cut("<meta name=\"generator\"", ">\n");
  cut("<style>", "</style>");
  cut("<script>", "</script>");
  return page;
}

Findings six_records() {
  Findings f = sample::tiny();
  f.record_facts.time_column = "time";
  f.record_facts.dates = true;
  f.record_facts.time = {0, 3600, 7200, 7200, NAN, 10800};
  f.record_facts.amount_column = "amount";
  f.record_facts.amount = {4900, 10, 20, 30, 40, 50};
  f.record_facts.segment_column = "country";
  f.record_facts.entity_column = "card";
  for (const char* name : {"DE", "DE", "FR", "FR", "FR", ""}) f.record_facts.segment.add(name);
  for (const char* name : {"c1", "c1", "c2", "c2", "c3", "c3"}) f.record_facts.entity.add(name);
  f.options.view = "fraud";
  f.options.miss_cost = 10;
  f.options.false_alarm_cost = 1;
  return f;
}

Json two_models() {
  const ScoredBy first{
      "old.discern",     "knn", "p <= 0.2", {5, 4, 3, 2, 1, 0}, {0.1, 0.2, 0.3, 0.4, 0.5, 0.6},
      {1, 1, 0, 0, 0, 0}};
  const ScoredBy second{
      "new.discern",     "discern", "p <= 0.2", {9, 1, 8, 3, 2, 0}, {0.1, 0.4, 0.2, 0.3, 0.4, 0.6},
      {1, 0, 1, 0, 0, 0}};
  ComparedRecords records{"incoming.csv", {"a", "b", "c", "d", "e", "f"}, Labels(), ""};
  for (const char* label : {"1", "0", "1", "0", "0", "0"}) records.labels.add(label);
  return comparison_document(first, second, records);
}

}  // namespace

TEST_CASE("the report of six records is, byte for byte, the one that is kept") {
  const Json document = report_document(six_records());
  check_kept("six_records.json", json_file(document));
  check_kept("six_records.html", without_our_own(html_page(document)));
  check_kept("six_records.md", markdown_summary(document));
  check_kept("six_records.csv", cases_csv(document));
}

TEST_CASE("the comparison of two models is, byte for byte, the one that is kept") {
  check_kept("two_models.json", json_file(two_models()));
  check_kept("two_models.md", comparison_markdown(two_models()));
  check_kept("two_models.html", without_our_own(comparison_page(two_models())));
}
