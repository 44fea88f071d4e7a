#include "discern/report.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <string>

#include "base/file.h"
#include "base/json.h"
#include "detector/fixture.h"
#include "report/state.h"
#include "testing/faults.h"

using namespace discern;

namespace {

// `normal` records as in training, then one far outside and one of an unknown category.
std::unique_ptr<Source> incoming(std::size_t normal = 60) {
  struct Rows : Source {
    explicit Rows(std::size_t n) {
      const Table table = testing::normal_table(n, 9);
      for (std::size_t i = 0; i < n; ++i) {
        text.push_back(fmt::format("{}", table.columns[1][i]));
        text.push_back(table.columns[2][i] > 0 ? "high" : "low");
        text.push_back(fmt::format("{}", table.columns[0][i]));
      }
      text.insert(text.end(), {"0.5", "low", "90000", "0", "<sideways>", "1"});
    }
    std::vector<std::string> names{"speed", "category", "amount"};
    std::vector<std::string> text;
    std::size_t at = 0;
    const std::vector<std::string>& columns() const override { return names; }
    std::string name() const override { return "incoming.csv"; }
    bool next(Block& block) override {
      const std::size_t end = std::min(at + 1000, text.size() / 3);
      if (at == end) return false;
      block = Block{};
      block.first = block.first_in_file = at + 1;
      block.size = end - at;
      block.file = "incoming.csv";
      for (std::size_t c = 0; c < 3; ++c) {
        TextColumn column;
        for (std::size_t i = at; i < end; ++i) column.push_back(text[3 * i + c]);
        block.columns.push_back(column);
      }
      at = end;
      return true;
    }
  };
  return std::make_unique<Rows>(normal);
}

Report scored(const Detector& detector) {
  ReportOptions options;
  options.input = "incoming.csv";
  options.cases = 12;
  Report report(detector, options);
  detector.score(*incoming(), {}, [&](std::span<const Score> scores) { report.add(scores); });
  return report;
}

std::string path_of(const char* name) {
  return "/tmp/discern-report-" + std::to_string(getpid()) + name;
}

}  // namespace

TEST_CASE("a report of scores and records names the strange ones, with values beside the nearest normal") {
  const Detector detector(testing::state());
  Report report = scored(detector);
  report.add_records(*incoming());
  const std::string path = path_of(".json");
  report.write_json(path);
  const Json d = Json::parse(read_file(path, 10'000'000));
  std::remove(path.c_str());
  CHECK(d["records"] == 62);
  CHECK(d["cases"][0]["record"] == "61");
  CHECK(d["columns"] == Json({"amount", "speed", "category"}));
  CHECK(d["cases"][0]["values"] == Json({"90,000", "0.5", "low"}));
  CHECK(d["cases"][0]["reference"].size() == 3);
  CHECK(d["cases"][0]["reasons"][0]["column"] == "amount");
  CHECK(d["surprises"].size() == 2);
  CHECK(d["surprises"].dump().find("sideways") != std::string::npos);
  CHECK(d["drift"].size() == 3);
  CHECK(d["model"]["method"] == "test");
  CHECK(d["cases"][0]["components"].size() == d["model"]["components"].size());
}

TEST_CASE("the page and its twin are written, and say the same") {
  const Detector detector(testing::state());
  const Report report = scored(detector);
  const std::string html = path_of(".html"), json = path_of(".json");
  report.write_html(html);
  report.write_json(json);
  const std::string page = read_file(html, 10'000'000);
  const Json d = Json::parse(read_file(json, 10'000'000));
  std::remove(html.c_str());
  std::remove(json.c_str());
  CHECK(page.starts_with("<!doctype html>"));
  CHECK(page.ends_with("</html>\n"));
  CHECK(page.find(d["headline"].get<std::string>()) != page.npos);
  CHECK(d["drift"].is_null());
}

TEST_CASE("records that are not those of the scores are refused") {
  const Detector detector(testing::state());
  Report report = scored(detector);
  Score more;
  report.add(std::span(&more, 1));
  check_fault(Fault::data,
              "incoming.csv: has only 62 records for 63 scores; give the records that were scored, all of "
              "them and in order",
              [&] { report.add_records(*incoming()); });
  check_fault(Fault::model, "another model", [&] {
    Score forged;
    forged.p_value = 0.5;
    report.add(std::span(&forged, 1));
  });
  Report one(detector, {});
  one.add(std::span(&more, 1));
  check_fault(Fault::data, "incoming.csv: has at least 62 records for 1 scores",
              [&] { one.add_records(*incoming()); });
}

TEST_CASE("records in another order than the scores are refused by score, and by key") {
  const Detector detector(testing::state());
  std::vector<Score> scores = detector.score(*incoming(), {});
  std::swap(scores[0], scores[1]);
  Report swapped(detector, {});
  swapped.add(scores);
  check_fault(Fault::data, "incoming.csv: record 1: the model gives this record a score of ",
              [&] { swapped.add_records(*incoming()); });

  ReportOptions options;
  options.key = "category";
  ScoreOptions scoring;
  scoring.key = "category";
  scores = detector.score(*incoming(), scoring);
  Report keyed(detector, options);
  keyed.add(scores);
  CHECK_NOTHROW(keyed.add_records(*incoming()));
  scores[2].record = "somebody else";
  Report renamed(detector, options);
  renamed.add(scores);
  check_fault(Fault::data, "but record 3 of the scores is \"somebody else\"",
              [&] { renamed.add_records(*incoming()); });
}

TEST_CASE("of many records those listed and a sample are scored again, and the report says so") {
  constexpr std::size_t kNormal = 5000;
  const Detector detector(testing::state());
  const std::vector<Score> scores = detector.score(*incoming(kNormal), {});
  const auto report_of = [&](const std::vector<Score>& some, const std::string& key = "") {
    ReportOptions options;
    options.cases = 12;
    options.key = key;
    Report report(detector, options);
    report.add(some);
    return report;
  };
  Report sound = report_of(scores);
  sound.add_records(*incoming(kNormal));
  CHECK(sound.state().scored_again > 900);
  CHECK(sound.state().scored_again <= 1012);
  const std::string path = path_of("-sample.json");
  sound.write_json(path);
  CHECK(read_file(path, 1 << 24).find("again: the cases listed, and records drawn at random") !=
        std::string::npos);
  std::remove(path.c_str());

  // One record less at the start, one more at the end: all are moved by one.
  std::vector<Score> moved(scores.begin() + 1, scores.end());
  moved.push_back(scores.front());
  Report shifted = report_of(moved);
  check_fault(Fault::data, "the model gives this record a score of ",
              [&] { shifted.add_records(*incoming(kNormal)); });

  // A single case that is another record's.
  std::vector<Score> forged = scores;
  std::swap(forged[kNormal], forged[17]);
  Report one = report_of(forged);
  check_fault(Fault::data, "the model gives this record a score of ",
              [&] { one.add_records(*incoming(kNormal)); });

  // Every key is looked at.
  ScoreOptions scoring;
  scoring.key = "category";
  std::vector<Score> keyed = detector.score(*incoming(kNormal), scoring);
  keyed[4321].record = "somebody else";
  Report renamed = report_of(keyed, "category");
  check_fault(Fault::data, "record 4322 of the scores is \"somebody else\"",
              [&] { renamed.add_records(*incoming(kNormal)); });
}

TEST_CASE("a report of nothing, or to where nothing can be written, is refused and leaves no file") {
  const Detector detector(testing::state());
  const std::string path = path_of("-none.html");
  check_fault(Fault::data, "report: there are no scored records; expected at least one",
              [&] { Report(detector, {}).write_html(path); });
  CHECK(access(path.c_str(), F_OK) != 0);
  check_fault(Fault::io, "/nowhere/report.html: cannot be written: ", [&] {
    scored(detector).write_html("/nowhere/report.html");
  });
}
