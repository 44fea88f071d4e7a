#include "report/scores_file.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>

#include "base/json.h"
#include "base/random.h"
#include "discern/error.h"

using namespace discern;

namespace {

const ScoresFormat kFormat{{"residual", "surprises"}, "Class", 2};

ScoredBlock block() {
  ScoredBlock out;
  out.first = 11;
  out.rows = 2;
  out.score = {0.1, 5};
  out.p_value = {1.0 / 3, 0.0001};
  out.alert = {0, 1};
  out.components = Matrix(2, 2);
  out.components.data = {0.1f, 0, 1e-20f, 3};
  out.labels = {"0", "a,b"};
  out.reasons[1] = {{"amount", 0.75, "amount 4,900: normal is 3 to 160"}};
  return out;
}

// A file that goes away.
struct Temporary {
  std::string path;
  Temporary(const std::string& extension, const std::string& text)
      : path("/tmp/discern-scores-" + std::to_string(getpid()) + extension) {
    std::ofstream(path, std::ios::binary) << text;
  }
  ~Temporary() { std::remove(path.c_str()); }
};

std::vector<Score> read_all(const std::string& path,
                            const std::vector<std::string>& components = kFormat.components) {
  std::vector<Score> out;
  const auto records = read_scores(
      path, components, {"amount", "amount due"},
      [&](std::span<const Score> scores) { out.insert(out.end(), scores.begin(), scores.end()); });
  CHECK(records == out.size());
  return out;
}

std::string refusal(const std::string& text, Fault fault) {
  const Temporary file(".csv", text);
  try {
    read_all(file.path);
  } catch (const Error& error) {
    CHECK(error.fault() == fault);
    const std::string message = error.what();
    REQUIRE(message.starts_with(file.path));
    return message.substr(file.path.size());
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("scores are written as CSV with shortest numbers, label, components and reasons") {
  std::string out;
  append_csv_header(out, kFormat);
  append_csv(out, kFormat, block());
  CHECK(out ==
        "record,Class,score,p_value,alert,residual,surprises,reason_1,share_1,reason_2,share_2\n"
        "11,0,0.1,0.3333333333333333,0,0.1,0,,,,\n"
        "12,\"a,b\",5,1e-04,1,1e-20,3,\"amount 4,900: normal is 3 to 160\",0.75,,\n");
}

TEST_CASE("scores are written as JSON Lines with the same names") {
  ScoredBlock keyed = block();
  keyed.keys = {"T\"1", "\xC3\xBC\n"};
  std::string out;
  append_jsonl(out, kFormat, keyed);
  const std::size_t end = out.find('\n');
  CHECK(out.substr(0, end) ==
        "{\"record\":\"T\\\"1\",\"Class\":\"0\",\"score\":0.1,\"p_value\":0.3333333333333333,\"alert\":false,"
        "\"residual\":0.1,\"surprises\":0,\"reason_1\":null,\"share_1\":null,\"reason_2\":null,\"share_2\":"
        "null}");
  const Json second = Json::parse(out.substr(end + 1));
  CHECK(second["record"] == "\xC3\xBC\n");
  CHECK(second["alert"] == true);
  CHECK(second["reason_1"] == "amount 4,900: normal is 3 to 160");
  CHECK(second["share_1"] == 0.75);
}

TEST_CASE("a file without label, key and reasons has only what is left") {
  ScoredBlock plain = block();
  plain.labels.clear();
  const ScoresFormat format{kFormat.components, "", 0};
  std::string out;
  append_csv_header(out, format);
  append_csv(out, format, plain);
  CHECK(out ==
        "record,score,p_value,alert,residual,surprises\n11,0.1,0.3333333333333333,0,0.1,0\n12,5,1e-04,1,1e-"
        "20,3\n");
}

TEST_CASE("a label column may not be called like another column of the file") {
  for (const char* name : {"record", "score", "p_value", "alert", "surprises", "reason_1", "share_9"})
    CHECK_THROWS_WITH(check_format({kFormat.components, name, 1}),
                      "--label " + std::string(name) +
                          ": a score file has a column of that name already; rename the label column");
  CHECK_NOTHROW(check_format(kFormat));
}

TEST_CASE("random scores are read back to the bit, from CSV and JSON Lines") {
  Random random(3, "scores file test");
  ScoredBlock written;
  written.rows = 500;
  written.components = Matrix(500, 2);
  for (std::size_t i = 0; i < 500; ++i) {
    written.score.push_back(std::exp(10 * random.normal()));
    written.p_value.push_back(1 - random.uniform());
    written.alert.push_back(i % 3 == 0);
    written.components.row(i)[0] = float(random.normal());
    written.components.row(i)[1] = float(std::exp(20 * random.normal()));
    written.keys.push_back(i % 7 ? "k" + std::to_string(i) : "NA");
    written.labels.push_back(i % 2 ? "0" : "x\"y, z");
    if (i % 3 == 0)
      written.reasons[i] = {{"amount due", 0.6, "amount due 7: high"}, {"amount", 0.4, "amount 3: low"}};
  }
  std::string csv, jsonl;
  append_csv_header(csv, kFormat);
  append_csv(csv, kFormat, written);
  append_jsonl(jsonl, kFormat, written);
  for (const bool json : {false, true}) {
    const Temporary file(json ? ".jsonl" : ".csv", json ? jsonl : csv);
    const auto scores = read_all(file.path);
    REQUIRE(scores.size() == 500);
    for (std::size_t i = 0; i < 500; ++i) {
      const Score& s = scores[i];
      REQUIRE(s.score == written.score[i]);
      REQUIRE(s.p_value == written.p_value[i]);
      REQUIRE(s.alert == (written.alert[i] == 1));
      REQUIRE(s.record == written.keys[i]);
      REQUIRE(s.label == written.labels[i]);
      REQUIRE(float(s.components[1]) == written.components.row(i)[1]);
      REQUIRE(s.reasons.size() == (i % 3 == 0 ? 2u : 0u));
    }
    CHECK(scores[0].reasons[0].column == "amount due");
    CHECK(scores[0].reasons[1].column == "amount");
    CHECK(scores[0].reasons[1].share == 0.4);
  }
}

TEST_CASE("what is not a score file is named, with place and remedy") {
  CHECK(refusal("a,b\n1,2\n", Fault::data) ==
        ": not a score file: there is no column \"record\"; expected what discern score wrote");
  CHECK(refusal("score,record,p_value,alert,residual,surprises\n1,2,1,0,1,1\n", Fault::data) ==
        ": not a score file: its columns stand in another order; expected what discern score wrote");
  CHECK(refusal("record,score,p_value,alert,distance\n1,2,0.5,0,1\n", Fault::model) ==
        ": scored by another model: its components are distance, this model's are residual and surprises; "
        "score the "
        "records again");
  const std::string head = "record,score,p_value,alert,residual,surprises\n";
  CHECK(refusal(head + "1,x,0.5,0,1,1\n", Fault::data) ==
        ":2: column \"score\": \"x\" is not a finite number; score the records again");
  CHECK(refusal(head + "1,2,0.5,0,1,1\n2,2,0,0,1,1\n", Fault::data) ==
        ":3: column \"p_value\": \"0\" is not a number in (0, 1]; score the records again");
  CHECK(refusal(head + "1,2,0.5,yes,1,1\n", Fault::data) ==
        ":2: column \"alert\": \"yes\" is not 0 or 1; score the records again");
  CHECK(refusal(head + "1,2,0.5,1,inf,1\n", Fault::data) ==
        ":2: column \"residual\": \"inf\" is not a finite number; score the records again");
  CHECK(refusal(head + "1,2,0.5,1,1e300,1\n", Fault::data) ==
        ":2: column \"residual\": \"1e300\" is not a number of single precision; score the records again");
}

TEST_CASE("A triage rule's verdicts stand behind alert and come back") {
  ScoresFormat format = kFormat;
  format.verdict = true;
  ScoredBlock scored = block();
  scored.review = {1, 0};
  std::string text;
  append_csv_header(text, format);
  append_csv(text, format, scored);
  CHECK(text.starts_with("record,Class,score,p_value,alert,verdict,residual,surprises,reason_1"));
  std::string json;
  append_jsonl(json, format, scored);
  CHECK(json.find("\"alert\":false,\"verdict\":\"review\"") != json.npos);
  CHECK(json.find("\"alert\":true,\"verdict\":\"alarm\"") != json.npos);
  for (const auto& [extension, written] : {std::pair(".csv", text), std::pair(".jsonl", json)}) {
    const Temporary file(extension, written);
    const std::vector<Score> got = read_all(file.path);
    REQUIRE(got.size() == 2);
    CHECK((got[0].review && !got[0].alert));
    CHECK((!got[1].review && got[1].alert));
    CHECK(got[1].components[1] == 3);
  }
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string other = text;
    return other.replace(other.find(from), from.size(), to);
  };
  CHECK_THAT(refusal(changed(",0,review,", ",0,alarm,"), Fault::data), Catch::Contains("clear or review"));
  CHECK_THAT(refusal(changed(",1,alarm,", ",1,clear,"), Fault::data),
             Catch::Contains("alarm, where alert is 1"));
  CHECK_THAT(refusal(changed(",0,review,", ",0,maybe,"), Fault::data), Catch::Contains("clear or review"));
}
