#include "report/document.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "base/file.h"
#include "discern/error.h"
#include "report/sample.h"
#include "report/words.h"
#include "testing/faults.h"

using namespace discern;

TEST_CASE("the document of six records says what can be worked out by hand") {
  const Json d = report_document(sample::tiny());
  CHECK(d["title"] == "What stands out in incoming.csv");
  CHECK(d["records"] == 6);
  CHECK(d["alerts"] == 2);  // scores 5 and 4.5, above all four calibration scores
  CHECK(d["headline"] == "2 of 6 records alert (33.3 %).");
  const Json& rule = d["rule"];
  CHECK(rule["rate"] == 0.2);
  CHECK(rule["calibration"] == 4);
  CHECK(rule["resolution"] == 0.2);
  CHECK(rule["cut"].get<double>() == Approx(4));
  CHECK(rule["expected"]["mean"].get<double>() == Approx(1.2));  // 6 records, 1 rank of 5
  CHECK(rule["expected"]["low"] == 0);
  CHECK(rule["others"].empty());  // four calibration records cannot show p <= 0.1
}

TEST_CASE("the quality in the document is that of evaluate") {
  const Json q = report_document(sample::tiny())["quality"];
  CHECK(q["normal_label"] == "0");
  CHECK(q["true_alerts"] == 2);
  CHECK(q["false_alerts"] == 0);
  CHECK(q["missed"] == 1);
  CHECK(q["true_normals"] == 3);
  CHECK(q["precision"] == 1);
  CHECK(q["recall"].get<double>() == Approx(2.0 / 3));
  CHECK(q["auroc"]["value"].get<double>() == Approx(8.0 / 9));
  CHECK(q["auprc"]["value"].get<double>() == Approx((1 + 1 + 0.75) / 3));
  CHECK(q["curve"].size() == 6);
  CHECK(q["by_label"][0] ==
        Json({{"label", "1"}, {"normal", false}, {"alerts", 2}, {"records", 3}, {"share", 2.0 / 3}}));
}

TEST_CASE("cases are ranked, alerts before the rest, with their reasons") {
  const Json cases = report_document(sample::tiny())["cases"];
  REQUIRE(cases.size() == 6);
  CHECK(cases[0]["record"] == "a");
  CHECK(cases[0]["rank"] == 1);
  CHECK(cases[0]["alert"] == true);
  CHECK(cases[0]["p_value_text"] == "stranger than all 4 calibration records");
  CHECK(cases[0]["reasons"][0] ==
        Json({{"column", "amount"}, {"share", 0.75}, {"text", "amount 4,900: normal is 3 to 160"}}));
  CHECK(cases[0]["components"] == Json({2.5, 0.5}));
  CHECK(cases[2]["alert"] == false);
  const Json columns = report_document(sample::tiny())["alert_columns"];
  CHECK(columns[0] == Json({{"column", "amount"}, {"first", 2}, {"named", 2}}));
  CHECK(columns[1] == Json({{"column", "hour"}, {"first", 0}, {"named", 2}}));
}

TEST_CASE("only the strangest are kept whole, the first of equals before the others") {
  Strangest three(3);
  const double scores[] = {1, 7, 3, 7, 5, 3, 7};
  for (std::uint64_t i = 0; i < 7; ++i) {
    Score s;
    s.score = scores[i];
    three.add(i, s);
  }
  const auto kept = three.sorted();
  REQUIRE(kept.size() == 3);
  CHECK(kept[0].position == 1);
  CHECK(kept[1].position == 3);
  CHECK(kept[2].position == 6);
  Strangest none(0);
  none.add(0, Score{});
  CHECK(none.sorted().empty());
}

TEST_CASE("without labels and records the document leaves out what it cannot know") {
  const Json d = report_document(sample::tiny(false));
  CHECK(d["quality"].is_null());
  CHECK(d["drift"].is_null());
  CHECK(d["surprises"].is_null());
  CHECK_FALSE(d["histogram"].contains("anomalous"));
  CHECK_FALSE(d["cases"][0].contains("label"));
}

TEST_CASE("labels of one kind leave the ranking out and say so") {
  Findings f(sample::tiny_model(), {});
  Score s;
  s.label = "0";
  for (const double score : {1.0, 2.0, 5.0}) {
    s.score = score;
    s.p_value = f.model.conformal.p_value(score);
    s.alert = s.p_value <= 0.2;
    f.add(std::span(&s, 1));
  }
  const Json d = report_document(f);
  CHECK(d["quality"]["auroc"].is_null());
  CHECK(d["quality"]["false_alerts"] == 1);
  CHECK(d["quality"]["false_alarm_rate"].get<double>() == Approx(1.0 / 3));
  CHECK(d["notes"].dump().find("all of one kind") != std::string::npos);
}

TEST_CASE("records without a label are left out of the quality") {
  Findings f = sample::tiny();
  Score s;
  s.score = 9;
  s.p_value = 0.2;
  s.alert = true;
  f.add(std::span(&s, 1));
  const Json d = report_document(f);
  CHECK(d["alerts"] == 3);
  CHECK(d["quality"]["unlabelled"] == 1);
  CHECK(d["quality"]["true_alerts"] == 2);
  CHECK(d["quality"]["false_alerts"] == 0);
}

TEST_CASE("a record without a label is no anomaly anywhere") {
  Findings f = sample::tiny();
  const std::vector<std::size_t> before = report_document(f)["histogram"]["anomalous"];
  Score s;
  s.score = 4.9;
  s.p_value = 0.2;
  s.alert = true;
  f.add(std::span(&s, 1));
  const Json d = report_document(f);
  CHECK(d["histogram"]["anomalous"].get<std::vector<std::size_t>>() == before);
  CHECK(d["notes"].dump().find("1 record without a label") != std::string::npos);
}

TEST_CASE("with labels the rule is judged by the normal records alone") {
  // Three normal records, none alerts, 0 to 3 of them would; all three anomalies are not.
  CHECK(report_document(sample::tiny())["judgement"] ==
        "Of 3 normal records 0 to 3 would alert by the rule; 0 do, as promised. Of 3 anomalies 2 alert.");
  const std::string without = report_document(sample::tiny(false))["judgement"];
  CHECK(without.find("may all be false alarms") != without.npos);
}

TEST_CASE("scores of another model and alerts of another rate are refused") {
  Findings f = sample::tiny();
  Score s;
  s.record = "z";
  s.score = 3.9;
  s.p_value = 0.4;
  s.alert = true;
  check_fault(Fault::usage, "incoming.csv: record \"z\" alerts with p-value 0.4, but the model's rate is 0.2",
              [&] { f.add(std::span(&s, 1)); });
  s.alert = false;
  s.p_value = 0.6;
  check_fault(Fault::model, "incoming.csv: record \"z\" has p-value 0.6, but this model gives its score 0.4",
              [&] { f.add(std::span(&s, 1)); });
  CHECK(f.scores.size() == 6);
}

TEST_CASE("alerts made at another rate than the model's are reported with that rate") {
  ReportOptions options;
  options.false_alarm_rate = 0.4;
  Findings f(sample::tiny_model(), options);
  Score s;
  s.score = 3.9;
  s.p_value = 0.4;
  s.alert = true;
  f.add(std::span(&s, 1));
  const Json d = report_document(f);
  CHECK(d["rule"]["rate"] == 0.4);
  CHECK(d["rule"]["model_rate"] == 0.2);
  CHECK(d["notes"][0] == "The alerts were made at p <= 0.4; the model's own rate is 0.2.");
}

TEST_CASE("a calibration set too small for the rate is named on the first screen") {
  Findings f = sample::tiny();
  f.model.rule.rate = 0.01;
  f.alerts.assign(6, 0);
  const Json d = report_document(f);
  CHECK(d["headline"] == "None of 6 records alerts.");
  CHECK(d["judgement"] == "The calibration set is too small for this alert rule: no record can alert.");
  CHECK(d["rule"]["cut"].is_null());
}

TEST_CASE("what the records show is in the document") {
  const Json d = report_document(sample::payments(2000, 8, 20, true));
  CHECK(d["drift"][0]["word"] == "shifted");
  CHECK(d["drift"][1]["word"] == "moved");
  CHECK(d["drift"][2]["word"] == "stable");
  CHECK(d["drift"][2]["median_now"].is_null());
  CHECK(d["surprises"][0]["kind"] == "a category training never saw");
  CHECK(d["surprises"][0]["share"].get<double>() == Approx(31.0 / 2000));
  CHECK(d["cases"][0]["values"].size() == 8);
  CHECK(d["verdict"]["level"] == "warn");
  CHECK(d["rule"]["others"].size() == 7);
}

TEST_CASE("numbers in sentences are never rounded to all or nothing") {
  CHECK(percent(0) == "0 %");
  CHECK(percent(1) == "100 %");
  CHECK(percent(0.12345) == "12.3 %");
  CHECK(percent(0.99999) == "over 99.9 %");
  CHECK(percent(1e-7) == "under 0.001 %");
  CHECK(count_of(1, "record") == "1 record");
  CHECK(count_of(9980, "record") == "9,980 records");
  CHECK(p_value_text(0.004, 5000) == "1 normal record in 250 looks at least this strange");
  CHECK(p_value_text(0.8, 5000) == "as ordinary as most normal records");
  CHECK(drift_word(0.0999) == "stable");
  CHECK(drift_word(0.1) == "moved");
  CHECK(drift_word(0.25) == "moved");
  CHECK(drift_word(0.2501) == "shifted");
}

TEST_CASE("a document of nothing, or with a normal label nobody has, is refused") {
  const auto refusal = [](const Findings& f) {
    try {
      report_document(f);
    } catch (const Error& error) {
      return std::to_string(int(error.fault())) + " " + error.what();
    }
    return std::string("nothing was thrown");
  };
  CHECK(refusal(Findings(sample::tiny_model(), {})) ==
        "3 report: there are no scored records; expected at least one");
  Findings f = sample::tiny();
  f.options.normal = "good";
  CHECK(refusal(f) ==
        "2 --normal good: no record has this label in incoming.csv; the labels are \"0\" and \"1\"");
}

TEST_CASE("A false discovery rate is judged by the alerts") {
  Findings f = sample::tiny(true);
  f.model.rule.kind = Rule::Kind::discovery;
  const Json d = report_document(f);
  CHECK(d["judgement"] ==
        "At most 20 % of the alerts are normal records in the mean over batches; here 0 of 2.");
  CHECK(d["rule"]["kind"] == "discovery");
  CHECK(d["rule"]["cut"].is_null());
  CHECK(d["rule"]["can_alert"] == true);
  CHECK(d["watch"]["holds"] == true);
}

TEST_CASE("the threshold table of six records is what can be counted by hand") {
  const Json t = report_document(sample::tiny())["threshold"];
  CHECK(t["alerts"] == Json({0, 1, 2, 2, 3, 4, 5, 6}));  // the fourth cut is the rule's, just above 4
  CHECK(t["true_alerts"] == Json({0, 1, 2, 2, 2, 3, 3, 3}));
  CHECK(t["false_alerts"] == Json({0, 0, 0, 0, 1, 1, 2, 3}));
  CHECK(t["cut"][0].is_null());
  CHECK(t["cut"][4] == 3.5);
  CHECK(t["rate"][4] == 0.4);
  CHECK(t["here"] == 3);
  CHECK_FALSE(t.contains("amount"));
}

TEST_CASE("the threshold table of many records is short, never falls, and has the rule's own cut") {
  const Findings f = sample::payments(100'000, 4, 10, true);
  const Json t = report_document(f)["threshold"];
  const std::size_t steps = t["cut"].size();
  CHECK(steps < 600);
  for (const char* part : {"rate", "low", "high", "alerts", "true_alerts", "false_alerts"}) {
    REQUIRE(t[part].size() == steps);
    for (std::size_t k = 1; k < steps; ++k) CHECK(t[part][k] >= t[part][k - 1]);
  }
  CHECK(t["alerts"].back() == 100'000);
  const std::size_t here = t["here"];
  CHECK(t["alerts"][here] == std::count(f.alerts.begin(), f.alerts.end(), char(1)));
}

TEST_CASE("when all scores are equal the table has a cut above them and one at them") {
  Findings f(sample::tiny_model(), {});
  for (int i = 0; i < 5; ++i) {
    Score s;
    s.score = 2.5;
    s.p_value = f.model.conformal.p_value(2.5);
    f.add(std::span(&s, 1));
  }
  const Json t = report_document(f)["threshold"];
  CHECK(t["alerts"] == Json({0, 5}));
  CHECK(t["here"] == 0);
}

TEST_CASE("promised rates are held against the share of normal records that reach them") {
  const Json c = report_document(sample::tiny())["calibration"];
  CHECK(c["of"] == "normal");
  CHECK(c["records"] == 3);
  CHECK(c["promised"][0] == 0.2);
  CHECK(c["observed"][0] == 0);  // of 3.5, 1.5 and 0.5 none is above 4
  CHECK(c["high"][0].get<double>() == Approx(1 - std::pow(0.025, 1.0 / 3)));
  CHECK(report_document(sample::tiny(false))["calibration"]["of"] == "all");
}

TEST_CASE("costs are those given, else the rule's, else none") {
  Findings f = sample::tiny();
  CHECK(report_document(f)["costs"].is_null());
  f.model.rule.settings = {{"miss_cost", 5.0}, {"false_alarm_cost", 2.0}};
  CHECK(report_document(f)["costs"] == Json({{"miss", 5.0}, {"false_alarm", 2.0}}));
  f.options.miss_cost = 7, f.options.false_alarm_cost = 1;
  CHECK(report_document(f)["costs"] == Json({{"miss", 7.0}, {"false_alarm", 1.0}}));
}

TEST_CASE("amounts, segments, entities and times are counted") {
  Findings f = sample::tiny();
  RecordFacts& facts = f.record_facts;
  facts.amount_column = "amount";
  facts.amount = {100, 10, 20, 30, 40, 50};
  facts.segment_column = "country";
  facts.entity_column = "card";
  for (const char* name : {"DE", "FR", "FR", "FR", "DE", "IT"}) facts.segment.add(name);
  for (const char* name : {"x", "x", "y", "y", "z", "z"}) facts.entity.add(name);
  facts.time_column = "day";
  facts.time = {1, 1, 2, NAN, 5, 5};
  const Json d = report_document(f);
  CHECK(d["money"] == Json({{"column", "amount"},
                            {"total", 250.0},
                            {"alerting", 110.0},
                            {"anomalous", 140.0},
                            {"caught", 110.0},
                            {"caught_per_alert", 55.0}}));
  CHECK(d["threshold"]["amount"] == Json({0.0, 100.0, 110.0, 110.0, 110.0, 140.0, 140.0, 140.0}));
  const Json& segments = d["segments"]["values"];
  CHECK(segments[0]["value"] == "FR");  // one alert each; more records
  CHECK(segments[0]["anomalous"] == 2);
  CHECK(segments[1]["value"] == "DE");
  CHECK(segments[1]["amount"] == 100.0);
  CHECK(segments[2]["alerts"] == 0);
  CHECK(d["entities"]["entities"] == 3);
  CHECK(d["entities"]["values"] ==
        Json::array({{{"value", "x"}, {"records", 2}, {"alerts", 2}, {"highest", 5.0}, {"amount", 110.0}}}));
  CHECK(d["time"]["missing"] == 1);
  CHECK(d["time"]["alerts"][0] == 2);
  CHECK(d["time"]["records"].size() == 40);
  CHECK(d["hours"].is_null());
  CHECK(d["cases"][0]["amount"] == 100);
  CHECK(d["cases"][0]["entity"] == "x");
}

TEST_CASE("cases that have the same reasons are alike") {
  const Json cases = report_document(sample::tiny())["cases"];
  CHECK(cases[0]["similar"] == Json({2}));
  CHECK(cases[1]["similar"] == Json({1}));
  CHECK(cases[2]["similar"].empty());
}

TEST_CASE("a view that is not there is refused, with those that are") {
  Findings f = sample::tiny();
  f.options.view = "frauds";
  check_fault(Fault::usage, "the views are generic", [&] { report_document(f); });
}
