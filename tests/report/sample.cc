#include "report/sample.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "base/text.h"

namespace discern::sample {
namespace {

const char* const kColumns[] = {"amount", "hour", "category", "merchant_age_days", "country", "distance_km"};

Verdict verdict() {
  Verdict out;
  out.checks = {
      {"finite", Verdict::Level::pass, 1, "all scores are finite"},
      {"inverted", Verdict::Level::pass, 0.96, "perturbed normal records score higher in 96 % of pairs"},
      {"critic overfit", Verdict::Level::warn, 0.31, "the critic tells held-out records from training ones"}};
  return out;
}

std::string column_name(std::size_t j) {
  return j < std::size(kColumns) ? kColumns[j] : fmt::format("v{}", j);
}

std::vector<Reason> reasons(Random& random, std::size_t columns) {
  const double first = 0.4 + 0.4 * random.uniform(), second = (1 - first) * 0.7;
  const std::size_t j = random.below(std::min<std::size_t>(columns, 3));
  const std::string a = column_name(j), b = column_name(j + 1);
  return {{a, first,
           fmt::format("{} {}: normal for category grocery is 3 to 160", a,
                       readable(900 + std::floor(9000 * random.uniform())))},
          {b, second, fmt::format("{} 3: about 14 expected beside the other values", b)},
          {column_name(5), 0.05, column_name(5) + " 8,120: far outside what training saw, 0 to 310"}};
}

std::vector<DriftCounter::Drift> drift(std::size_t columns) {
  std::vector<DriftCounter::Drift> out;
  for (std::size_t j = 0; j < columns; ++j) {
    DriftCounter::Drift d;
    d.column = column_name(j);
    d.psi = 0.42 * std::exp(-0.8 * double(j));
    d.missing_before = 0.01, d.missing_now = 0.012;
    d.unknown_now = j == 2 ? 0.003 : 0;
    d.median_before = j == 2 ? NAN : 40 + double(j), d.median_now = j == 2 ? NAN : 46 + double(j);
    out.push_back(d);
  }
  return out;
}

}  // namespace

ModelFacts tiny_model() {
  ModelFacts out;
  out.method = "knn";
  out.summary = "mean distance to the 5 nearest normal records";
  out.source = "Ramaswamy, Rastogi and Shim 2000";
  out.components = {{"distance", "mean distance to the 5 nearest", true},
                    {"surprises", "what training never saw", true}};
  out.columns = {"amount", "hour"};
  out.rule.rate = 0.2;
  out.conformal = Conformal({1, 2, 3, 4});
  out.verdict = verdict();
  out.training = {{"seed", 7}, {"records", 5}};
  return out;
}

Findings tiny(bool labelled) {
  ReportOptions options;
  options.input = "incoming.csv";
  Findings out(tiny_model(), options);
  const double scores[] = {5, 4.5, 3.5, 2.5, 1.5, 0.5};
  const char* const labels[] = {"1", "1", "0", "1", "0", "0"};
  std::vector<Score> all;
  for (std::size_t i = 0; i < 6; ++i) {
    const double p = out.model.conformal.p_value(scores[i]);
    Score s{std::string(1, char('a' + i)), scores[i], p, p <= 0.2, false, {scores[i] / 2, 0.5}, {}, "", ""};
    if (labelled) s.label = labels[i];
    if (s.alert)
      s.reasons = {{"amount", 0.75, "amount 4,900: normal is 3 to 160"},
                   {"hour", 0.25, "hour 3: about 14 expected"}};
    all.push_back(std::move(s));
  }
  out.add(all);
  return out;
}

Findings payments(std::size_t records, std::size_t columns, std::size_t cases, bool labelled) {
  Random random(1, "sample");
  ModelFacts model = tiny_model();
  model.method = "fanogan";
  model.components = {{"residual", "distance to the reconstruction", true},
                      {"feature residual", "the same in the critic's features", true},
                      {"discriminator", "the critic's output", true},
                      {"surprises", "what training never saw", true}};
  model.columns.clear();
  for (std::size_t j = 0; j < columns; ++j) model.columns.push_back(column_name(j));
  model.rule.rate = 0.01;
  std::vector<double> calibration;
  for (int i = 0; i < 5000; ++i)
    calibration.push_back(1 - 0.7 * std::log(1 - random.uniform()) + 0.2 * random.normal());
  model.conformal = Conformal(calibration);
  ReportOptions options;
  options.input = "payments-march.csv";
  options.cases = cases;
  Findings out(std::move(model), options);
  std::vector<Score> all;
  for (std::size_t i = 0; i < records; ++i) {
    const bool strange = i % 50 == 7;
    Score s;
    s.record = fmt::format("T{:07}", 4100000 + 37 * i);
    s.score =
        strange ? 3 + 6 * random.uniform() : 1 - 0.7 * std::log(1 - random.uniform()) + 0.2 * random.normal();
    s.p_value = out.model.conformal.p_value(s.score);
    s.alert = s.p_value <= 0.01;
    s.components = {s.score * 0.9, s.score * 1.1, s.score * 0.4, 0};
    if (s.alert) s.reasons = reasons(random, columns);
    if (labelled) s.label = strange ? (i % 100 == 7 ? "stolen card" : "account takeover") : "normal";
    all.push_back(std::move(s));
  }
  out.add(all);
  for (const StrangeRecord& r : out.strangest.sorted()) {
    Comparison& values = out.case_values[r.position];
    for (std::size_t j = 0; j < columns; ++j) {
      values.values.push_back(readable(std::floor(100000 * random.uniform()) / 8));
      values.reference.push_back(readable(std::floor(1000 * random.uniform()) / 8));
    }
  }
  out.drift = drift(columns);
  out.surprises = {{"country", Surprise::Kind::unknown_category, 31, "country XK: training never saw it"},
                   {"distance_km", Surprise::Kind::far_outside, 12,
                    "distance_km 8,120: far outside what training saw, 0 to 310"}};
  out.compared = true;
  return out;
}

}  // namespace discern::sample
