// Detection quality of the methods on labelled sets, under the protocol of bench/protocol.h.
//   bench_quality --data FOLDER --methods knn,fanogan,fanogan:encoder=ziz --seeds 3 --json quality.json
// Every finished run is kept in the JSON file, and a run that is in it is not made again. Methods are
// compared with the one of --against where it was run too, now or before; --summary writes what is printed as
// JSON.
#include "bench/quality.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/fail.h"
#include "base/file.h"
#include "base/parallel.h"
#include "bench/runs.h"
#include "bench/summary.h"
#include "discern/error.h"
#include "methods/table.h"
#include "tools/command_line.h"
#include "tools/run.h"

namespace discern::bench {
namespace {

namespace fs = std::filesystem;

struct QualityOptions {
  std::string data;
  std::vector<std::string> methods;
  std::vector<std::string> sets;
  std::int64_t seeds = 3;
  std::int64_t jobs = 2;
  double pollution = 0, contamination = 0;
  std::string against = "knn";
  std::string json;
  std::string summary;
};

const OptionTable<QualityOptions>& quality_options() {
  static const auto table =
      OptionTable<QualityOptions>("bench_quality")
          .add("data", &QualityOptions::data, "FOLDER", "folder of .npz files with X and y")
          .add("methods", &QualityOptions::methods, "NAME[:OPTION=VALUE...],...",
               "methods to run, with options that are not their defaults; all methods without it")
          .add("sets", &QualityOptions::sets, "NAME,...", "files without .npz; all without it")
          .add("seeds", &QualityOptions::seeds, "N", "splits a set, seeds from 0", range(1, 1000))
          .add("jobs", &QualityOptions::jobs, "N", "runs at once", range(1, 64))
          .add("pollution", &QualityOptions::pollution, "SHARE",
               "share of the training records that are anomalies, taken from the test", range(0, 0.5))
          .add("contamination", &QualityOptions::contamination, "SHARE", "as discern train takes it",
               range(0, 0.3))
          .add("against", &QualityOptions::against, "NAME", "method the others are compared with")
          .add("json", &QualityOptions::json, "FILE", "where results are kept and resumed from")
          .add("summary", &QualityOptions::summary, "FILE",
               "where means and comparisons are written as JSON");
  return table;
}

struct Job {
  std::shared_ptr<const LabelledSet> set;
  Variant variant;
  RunKey key;
};
struct Done {
  Job job;
  Json result;
};

std::vector<std::string> set_names(const QualityOptions& options) {
  if (!options.sets.empty()) return options.sets;
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(options.data, error))
    if (entry.path().extension() == ".npz") names.push_back(entry.path().stem());
  if (error) fail(Fault::io, "{}: cannot be read: {}; check the path", options.data, error.message());
  if (names.empty())
    fail(Fault::data, "{}: holds no .npz file; give a folder of labelled sets", options.data);
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<Variant> variants_of(const QualityOptions& options) {
  std::vector<Variant> variants;
  for (const std::string& text : options.methods) variants.push_back(parse_variant(text));
  if (variants.empty())
    for (const MethodInfo& method : methods())
      if (method.load) variants.push_back(parse_variant(method.name));
  for (Variant& variant : variants) {
    variant.pollution = options.pollution;
    variant.contamination = options.contamination;
    if (options.pollution > 0) variant.name += fmt::format(" pollution={}", options.pollution);
    if (options.contamination > 0) variant.name += fmt::format(" contamination={}", options.contamination);
  }
  return variants;
}

Scope scope_of(const QualityOptions& options) {
  Scope scope{set_names(options), {}, std::uint64_t(options.seeds)};
  for (const Variant& variant : variants_of(options)) scope.variants.push_back(variant.name);
  return scope;
}

void report(const Done& done) {
  const std::string place =
      fmt::format("{} {} seed {}", done.job.key.set, done.job.key.variant, done.job.key.seed);
  if (done.result.contains("failure"))
    fmt::print(stderr, "{}: FAILED: {}\n", place, done.result["failure"].get<std::string>());
  else
    fmt::print(stderr, "{}: auroc {:.4f}\n", place, done.result["auroc"].get<double>());
}

void run_all(const QualityOptions& options, Runs& runs) {
  std::vector<Job> jobs;
  for (const std::string& name : set_names(options)) {
    const auto set = std::make_shared<const LabelledSet>(read_set(options.data + "/" + name + ".npz"));
    for (const Variant& variant : variants_of(options))
      for (std::uint64_t seed = 0; seed < std::uint64_t(options.seeds); ++seed)
        if (Job job{set, variant, {name, variant.name, seed}}; !runs.has(job.key))
          jobs.push_back(std::move(job));
  }
  std::size_t next = 0;
  OrderedPipeline<Job, Done> pipeline(
      [&]() -> std::optional<Job> { return next < jobs.size() ? std::optional(jobs[next++]) : std::nullopt; },
      [](Job&& job) {
        Json result = run_method(*job.set, job.variant, job.key.seed);
        return Done{std::move(job), std::move(result)};
      },
      [&](Done&& done) {
        runs.add(done.job.key, done.result);
        report(done);
      });
  pipeline.run(unsigned(options.jobs));
}

// Tables whose first columns are as wide as the longest name.
class Printer {
 public:
  explicit Printer(const Summary& summary) : summary_(summary) {
    for (const std::string& set : summary.scope().sets) set_width_ = std::max(set_width_, set.size());
    for (const std::string& variant : summary.scope().variants)
      variant_width_ = std::max(variant_width_, variant.size());
  }

  void sets() const {
    heading("set");
    for (const std::string& variant : summary_.scope().variants)
      for (const std::string& set : summary_.scope().sets)
        row(set, variant, summary_.failures(variant, set),
            [&](const Figure& figure) { return summary_.set_mean(variant, set, figure.name); });
  }

  void means() const {
    fmt::print("\n");
    heading("all sets");
    for (const std::string& variant : summary_.scope().variants) {
      row("mean", variant, summary_.failures(variant),
          [&](const Figure& figure) { return summary_.mean(variant, figure.name); });
      row("deviation over seeds", variant, 0,
          [&](const Figure& figure) { return summary_.seed_deviation(variant, figure.name); });
    }
  }

  void comparisons(const std::string& against) const {
    fmt::print("\nagainst {}: sets won/tied/lost, p of Wilcoxon's signed ranks (two-sided)\n", against);
    for (const std::string& variant : summary_.scope().variants) {
      if (variant == against) continue;
      fmt::print("{:<{}}", variant, variant_width_);
      for (const Figure& figure : kFigures) {
        if (!figure.quality) continue;
        const Comparison found = summary_.compare(variant, against, figure.name);
        fmt::print("  {} {:>8} p {:<7.2g}", figure.title,
                   fmt::format("{}/{}/{}", found.wins, found.ties, found.losses), found.ranks.p);
      }
      fmt::print("\n");
    }
  }

 private:
  void heading(const std::string& first) const {
    fmt::print("{:<{}} {:<{}}", first, set_width_, "method", variant_width_);
    for (const Figure& figure : kFigures) fmt::print(" {:>8}", figure.title);
    fmt::print("\n");
  }

  template <class Value>
  void row(const std::string& set, const std::string& variant, std::size_t failures, Value value) const {
    fmt::print("{:<{}} {:<{}}", set, set_width_, variant, variant_width_);
    for (const Figure& figure : kFigures) fmt::print(" {:>8.4f}", value(figure));
    fmt::print("{}\n", failures ? fmt::format("  {} FAILED", failures) : "");
  }

  const Summary& summary_;
  std::size_t set_width_ = 20, variant_width_ = 12;
};

// -> how many runs failed.
std::size_t print_all(const Summary& summary, const std::string& against) {
  const Printer printer(summary);
  printer.sets();
  printer.means();
  if (!against.empty()) printer.comparisons(against);
  std::size_t failures = 0;
  for (const std::string& variant : summary.scope().variants) failures += summary.failures(variant);
  return failures;
}

void write_summary(const std::string& path, const Summary& summary, const std::string& against) {
  AtomicFile file(path);
  file.write(summary.save(against).dump(1));
  file.commit();
}

// Nothing where it was measured on none of the sets, now or before.
std::string compared_with(const Variant& other, const Summary& summary) {
  const auto& sets = summary.scope().sets;
  const bool measured = std::any_of(sets.begin(), sets.end(), [&](const std::string& set) {
    return std::isfinite(summary.set_mean(other.name, set, "auroc"));
  });
  return measured ? other.name : "";
}

int run_quality(const Arguments& arguments) {
  QualityOptions options;
  expect_count(parse_into(quality_options(), arguments, options), 0, 0, "bench_quality",
               "no positional argument");
  if (options.data.empty())
    fail(Fault::usage, "bench_quality: --data is missing; give a folder of .npz files");
  Runs runs(options.json);
  const Summary summary(runs, scope_of(options));
  const Variant other = parse_variant(options.against);
  run_all(options, runs);
  const std::string against = compared_with(other, summary);
  if (!options.summary.empty()) write_summary(options.summary, summary, against);
  return print_all(summary, against) ? int(Fault::model) : 0;
}

}  // namespace
}  // namespace discern::bench

int main(int count, char** arguments) {
  return discern::run_program([&] {
    return discern::bench::run_quality({arguments + 1, arguments + count});
  });
}
