#include "bench/summary.h"

#include <fmt/format.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>

#include "base/file.h"
#include "bench/protocol.h"
#include "bench/variant.h"
#include "testing/faults.h"

using namespace discern;
using namespace discern::bench;

namespace {

void add(Runs& runs, const char* set, const char* variant, std::vector<double> auroc) {
  for (std::uint64_t seed = 0; seed < auroc.size(); ++seed)
    runs.add({set, variant, seed}, {{"auroc", auroc[seed]}});
}

std::string temporary(const std::string& name) {
  return (std::filesystem::temp_directory_path() / fmt::format("discern-{}-{}.json", name, getpid()))
      .string();
}

}  // namespace

TEST_CASE("means are over seeds, then over sets") {
  Runs runs("");
  add(runs, "a", "knn", {0.5, 0.7});
  add(runs, "b", "knn", {0.9, 0.8, 0.1});
  const Summary summary(runs, {{"a", "b"}, {"knn"}, 2});
  CHECK(summary.set_mean("knn", "a", "auroc") == Approx(0.6));
  CHECK(summary.set_mean("knn", "b", "auroc") == Approx(0.85));  // the third seed was not asked for
  CHECK(summary.mean("knn", "auroc") == Approx(0.725));
  // Means of the seeds: 0.7 and 0.75.
  CHECK(summary.seed_deviation("knn", "auroc") == Approx(0.05 / std::sqrt(2)));
}

TEST_CASE("failed and missing runs are counted, not averaged") {
  Runs runs("");
  add(runs, "a", "knn", {0.5, 0.7});
  runs.add({"b", "knn", 0}, {{"failure", "no column varies"}});
  runs.add({"b", "knn", 1}, {{"auroc", 0.9}});
  const Summary summary(runs, {{"a", "b"}, {"knn", "pca"}, 2});
  CHECK(summary.set_mean("knn", "b", "auroc") == 0.9);
  CHECK(summary.failures("knn", "b") == 1);
  CHECK(summary.failures("knn") == 1);
  CHECK(std::isnan(summary.seed_deviation("knn", "auroc")));  // one whole seed is left
  CHECK(std::isnan(summary.mean("pca", "auroc")));
  CHECK(std::isnan(summary.set_mean("knn", "a", "f1")));
}

TEST_CASE("a comparison counts sets won, tied and lost, and leaves out those one of the two has not") {
  Runs runs("");
  const char* sets[] = {"a", "b", "c", "d"};
  const double knn[] = {0.7, 0.8, 0.9, 0.6}, pca[] = {0.8, 0.8004, 0.7, 0.63};
  for (std::size_t i = 0; i < 4; ++i) {
    add(runs, sets[i], "knn", {knn[i]});
    add(runs, sets[i], "pca", {pca[i]});
  }
  add(runs, "e", "knn", {0.5});
  const Summary summary(runs, {{"a", "b", "c", "d", "e"}, {"knn", "pca"}, 1});
  const Comparison found = summary.compare("pca", "knn", "auroc");
  CHECK(found.wins == 2);
  CHECK(found.ties == 1);
  CHECK(found.losses == 1);
  CHECK(found.ranks.pairs == 4);
  CHECK(found.ranks.negative == 4);  // the tie has a rank of its own
  CHECK(found.ranks.p == Approx(2 * 7 / 16.0));
}

TEST_CASE("a summary is saved with what it was compared with") {
  Runs runs("");
  add(runs, "a", "knn", {0.7, 0.8});
  add(runs, "a", "pca", {0.5, 0.6});
  const Json saved = Summary(runs, {{"a"}, {"knn", "pca"}, 2}).save("knn");
  CHECK(saved.at("against") == "knn");
  CHECK(saved.at("methods").at("pca").at("mean").at("auroc").get<double>() == Approx(0.55));
  CHECK(saved.at("methods").at("pca").at("sets").at("a").at("auroc").get<double>() == Approx(0.55));
  CHECK(saved.at("methods").at("pca").at("against").at("auroc").at("losses") == 1);
  CHECK_FALSE(saved.at("methods").at("knn").contains("against"));
  CHECK(saved.dump().find("\"f1\":null") != std::string::npos);
}

TEST_CASE("runs are found again in their file") {
  const std::string path = temporary("runs");
  {
    Runs runs(path);
    add(runs, "a", "fanogan:encoder=ziz", {0.5});
  }
  const Runs runs(path);
  CHECK(runs.has({"a", "fanogan:encoder=ziz", 0}));
  CHECK_FALSE(runs.has({"a", "fanogan", 0}));
  CHECK_FALSE(runs.has({"a", "fanogan:encoder=ziz", 1}));
  CHECK(runs.figure({"a", "fanogan:encoder=ziz", 0}, "auroc") == 0.5);
  std::filesystem::remove(path);
}

TEST_CASE("a file that holds no runs is refused") {
  const std::string path = temporary("no-runs");
  AtomicFile file(path);
  file.write("[1, 2]");
  file.commit();
  check_fault(Fault::data, "is not a file of results", [&] { Runs runs(path); });
  std::filesystem::remove(path);
}

TEST_CASE("a variant is a method and its options, whatever their order") {
  const Variant variant = parse_variant("fanogan:steps=500:encoder=ziz");
  CHECK(variant.name == "fanogan:encoder=ziz:steps=500");
  CHECK(variant.method == "fanogan");
  CHECK(variant.options == std::map<std::string, std::string>{{"encoder", "ziz"}, {"steps", "500"}});
  CHECK(parse_variant("knn").name == "knn");
  CHECK(parse_variant("knn").options.empty());
}

TEST_CASE("a variant that cannot be run is refused before anything is") {
  check_fault(Fault::usage, "did you mean \"knn\"?", [] { parse_variant("kn:k=3"); });
  check_fault(Fault::usage, "has no option \"bnk\"", [] { parse_variant("knn:bnk=3"); });
  check_fault(Fault::usage, "\"0\" is not a whole number", [] { parse_variant("knn:k=0"); });
  check_fault(Fault::usage, "write NAME=VALUE", [] { parse_variant("knn:k"); });
  check_fault(Fault::usage, "write NAME=VALUE", [] { parse_variant("knn:"); });
  check_fault(Fault::usage, "gives k twice", [] { parse_variant("knn:k=3:k=4"); });
}

TEST_CASE("pollution moves anomalies from the test to the training records, at most half of them") {
  // Training records 0 to 7; test records 10 to 15, of which 11, 13 and 14 are anomalies.
  const Split clean{{0, 1, 2, 3, 4, 5, 6, 7}, {10, 11, 12, 13, 14, 15}, {0, 1, 0, 1, 1, 0}};
  Split parts = clean;
  pollute(parts, 1, 0.1);
  CHECK(parts.train == std::vector<double>{0, 1, 2, 3, 4, 5, 6, 7, 11});
  CHECK(parts.test == std::vector<double>{10, 12, 13, 14, 15});
  CHECK(parts.anomalous == std::vector<char>{0, 0, 1, 1, 0});
  parts = clean;
  pollute(parts, 1, 0.5);
  CHECK(parts.test.size() == 5);
}
