#include "bench/summary.h"

#include <cmath>
#include <limits>

namespace discern::bench {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? kNone : sum / double(values.size());
}

Json save_comparison(const Comparison& comparison) {
  return {{"wins", comparison.wins},
          {"ties", comparison.ties},
          {"losses", comparison.losses},
          {"pairs", comparison.ranks.pairs},
          {"p", comparison.ranks.p}};
}

}  // namespace

double Summary::set_mean(const std::string& variant, const std::string& set, const char* figure) const {
  std::vector<double> values;
  for (std::uint64_t seed = 0; seed < scope_.seeds; ++seed)
    if (const double value = runs_.figure({set, variant, seed}, figure); std::isfinite(value))
      values.push_back(value);
  return mean_of(values);
}

double Summary::mean(const std::string& variant, const char* figure) const {
  std::vector<double> means;
  for (const std::string& set : scope_.sets) means.push_back(set_mean(variant, set, figure));
  return mean_of(means);
}

double Summary::seed_deviation(const std::string& variant, const char* figure) const {
  std::vector<double> means;
  for (std::uint64_t seed = 0; seed < scope_.seeds; ++seed) {
    std::vector<double> values;
    for (const std::string& set : scope_.sets) values.push_back(runs_.figure({set, variant, seed}, figure));
    if (const double mean = mean_of(values); std::isfinite(mean)) means.push_back(mean);
  }
  if (means.size() < 2) return kNone;
  const double centre = mean_of(means);
  double squares = 0;
  for (const double mean : means) squares += (mean - centre) * (mean - centre);
  return std::sqrt(squares / double(means.size() - 1));
}

std::size_t Summary::failures(const std::string& variant, const std::string& set) const {
  std::size_t count = 0;
  for (std::uint64_t seed = 0; seed < scope_.seeds; ++seed) count += runs_.failed({set, variant, seed});
  return count;
}

std::size_t Summary::failures(const std::string& variant) const {
  std::size_t count = 0;
  for (const std::string& set : scope_.sets) count += failures(variant, set);
  return count;
}

Comparison Summary::compare(const std::string& variant, const std::string& other, const char* figure) const {
  Comparison out;
  std::vector<double> differences;
  for (const std::string& set : scope_.sets) {
    const double difference = set_mean(variant, set, figure) - set_mean(other, set, figure);
    if (!std::isfinite(difference)) continue;
    differences.push_back(difference);
    ++(std::abs(difference) < kTie ? out.ties : difference > 0 ? out.wins : out.losses);
  }
  out.ranks = signed_ranks(std::move(differences));
  return out;
}

Json Summary::save(const std::string& against) const {
  Json methods = Json::object();
  for (const std::string& variant : scope_.variants) {
    Json& method = methods[variant];
    method["failures"] = failures(variant);
    for (const Figure& figure : kFigures) {
      method["mean"][figure.name] = mean(variant, figure.name);
      method["seed_deviation"][figure.name] = seed_deviation(variant, figure.name);
      for (const std::string& set : scope_.sets)
        method["sets"][set][figure.name] = set_mean(variant, set, figure.name);
      if (figure.quality && !against.empty() && variant != against)
        method["against"][figure.name] = save_comparison(compare(variant, against, figure.name));
    }
  }
  return {{"seeds", scope_.seeds}, {"sets", scope_.sets.size()}, {"against", against}, {"methods", methods}};
}

}  // namespace discern::bench
