#include "tools/synthetic.h"

#include <fmt/format.h>

#include <cmath>

#include "base/json.h"
#include "base/text.h"
#include "discern/synthetic.h"
#include "report/words.h"

namespace discern {
namespace {

constexpr std::size_t kMostColumns = 30;

constexpr const char* kNotProven =
    "What this does not prove: that generated records are safe to publish. It compares distances to the "
    "closest\n"
    "training record with those of fresh real records, no more. It is no differential privacy, bounds "
    "nothing an\n"
    "attacker may learn (membership or attributes of a person), and can overlook a few rare people in the "
    "average.\n"
    "Nor are records of the same person in both files seen, or what stands in columns that were not trained "
    "on.\n";

Json as_json(const PrivacyCheck& p) {
  return {{"training", p.training},
          {"median_synthetic", p.median_synthetic},
          {"median_real", p.median_real},
          {"ratio", p.ratio},
          {"close_synthetic", p.close_synthetic},
          {"close_real", p.close_real},
          {"copies_synthetic", p.copies_synthetic},
          {"copies_real", p.copies_real},
          {"suspicious", p.suspicious},
          {"does_not_prove", kNotProven}};
}

Json as_json(const SyntheticEvaluation& e) {
  Json columns = Json::array();
  for (const ColumnDistance& c : e.columns)
    columns.push_back(
        {{"column", c.column}, {"measure", c.measure}, {"distance", c.distance}, {"chance", c.chance}});
  return {{"synthetic", e.synthetic},
          {"real", e.real},
          {"synthetic_compared", e.synthetic_compared},
          {"real_compared", e.real_compared},
          {"columns", columns},
          {"correlation_mean", e.correlation_mean},
          {"correlation_largest", e.correlation_largest},
          {"correlation_largest_between", {e.correlation_first, e.correlation_second}},
          {"correlation_chance", e.correlation_chance},
          {"two_sample",
           {{"records", e.two_sample.records},
            {"accuracy", e.two_sample.accuracy},
            {"interval", {e.two_sample.low, e.two_sample.high}}}},
          {"privacy", e.privacy ? as_json(*e.privacy) : Json()}};
}

void print_columns(const SyntheticEvaluation& e) {
  fmt::print("\nColumns, from 0 (alike) to 1; 95 % of chance differences stay below the second figure:\n");
  for (std::size_t j = 0; j < std::min(kMostColumns, e.columns.size()); ++j) {
    const ColumnDistance& c = e.columns[j];
    fmt::print("  {:<24} {:.4f}  {:.4f}  {:<18}{}\n", c.column, c.distance, c.chance, c.measure,
               c.distance > c.chance ? "  differs" : "");
  }
  if (e.columns.size() > kMostColumns)
    fmt::print("  and {} columns that differ less\n", e.columns.size() - kMostColumns);
  fmt::print("\nCorrelations differ by {:.4f} in the mean (about {:.4f} by chance)", e.correlation_mean,
             e.correlation_chance);
  if (!e.correlation_first.empty())
    fmt::print(" and by {:.4f} at most, between {} and {}", e.correlation_largest, e.correlation_first,
               e.correlation_second);
  fmt::print("\n");
}

void print_two_sample(const TwoSampleTest& t) {
  const char* words = t.low > 0.5    ? "the two are told apart"
                      : t.high < 0.5 ? "synthetic records stand beside real ones as copies do"
                                     : "the two are not told apart";
  fmt::print(
      "\nTwo-sample test: the nearest neighbour tells synthetic from real in {:.2f} % of {} records\n"
      "(95 % interval {:.2f} to {:.2f} %; 50 % is guessing): {}\n",
      100 * t.accuracy, readable(2 * double(t.records)), 100 * t.low, 100 * t.high, words);
}

void print_privacy(const PrivacyCheck& p) {
  fmt::print("\nPrivacy: distance to the closest of {}\n", count_of(p.training, "training record"));
  fmt::print("                       synthetic     real\n");
  fmt::print("  median distance     {:>10.4f} {:>8.4f}", p.median_synthetic, p.median_real);
  if (std::isnan(p.ratio))
    fmt::print("\n");
  else
    fmt::print("  ratio {:.3f}\n", p.ratio);
  fmt::print("  close               {:>8.2f} % {:>6.2f} %  nearer than 95 % of the real records\n",
             100 * p.close_synthetic, 100 * p.close_real);
  fmt::print("  copies              {:>8.2f} % {:>6.2f} %\n", 100 * p.copies_synthetic, 100 * p.copies_real);
  fmt::print(
      "{}\n\n{}",
      p.suspicious
          ? "suspicious: synthetic records are nearer to training records than fresh real ones are"
          : "nothing suspicious: synthetic records are no nearer to training records than fresh real ones",
      kNotProven);
}

}  // namespace

void print_synthetic(const Detector& detector, const SyntheticFiles& files, const ReadOptions& reading,
                     bool json) {
  const auto synthetic = open_source(files.synthetic, reading);
  const auto real = open_source(files.real, reading);
  const auto training = files.training.empty() ? nullptr : open_source(files.training, reading);
  const SyntheticEvaluation found = evaluate_synthetic(detector, *synthetic, *real, training.get());
  if (json) {
    fmt::print("{}\n", as_json(found).dump(2));
    return;
  }
  fmt::print("{} and {}", count_of(found.synthetic, "synthetic record"), count_of(found.real, "real record"));
  if (found.synthetic_compared < found.synthetic || found.real_compared < found.real)
    fmt::print(", of which {} and {} drawn at random are compared",
               readable(double(found.synthetic_compared)), readable(double(found.real_compared)));
  fmt::print("\n");
  print_columns(found);
  print_two_sample(found.two_sample);
  if (found.privacy)
    print_privacy(*found.privacy);
  else
    fmt::print("\nPrivacy: not checked; add the training records with --train FILE\n");
}

}  // namespace discern
