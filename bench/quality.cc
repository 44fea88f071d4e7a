// Detection quality of the methods on labelled sets, under the protocol of bench/protocol.h.
//   bench_quality --data FOLDER --methods knn,pca --seeds 3 --json quality.json
// Every finished run is kept in the JSON file, and a run that is in it is not made again.
#include "bench/quality.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/fail.h"
#include "base/file.h"
#include "base/parallel.h"
#include "discern/error.h"
#include "methods/table.h"
#include "tools/command_line.h"
#include "tools/run.h"

namespace discern::bench {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t kMostResults = 100 << 20;

struct QualityOptions {
  std::string data;
  std::vector<std::string> methods;
  std::vector<std::string> sets;
  std::int64_t seeds = 3;
  std::int64_t jobs = 2;
  std::string json;
};

const OptionTable<QualityOptions>& quality_options() {
  static const auto table =
      OptionTable<QualityOptions>("bench_quality")
          .add("data", &QualityOptions::data, "FOLDER", "folder of .npz files with X and y")
          .add("methods", &QualityOptions::methods, "NAME,...", "methods to run; all without it")
          .add("sets", &QualityOptions::sets, "NAME,...", "files without .npz; all without it")
          .add("seeds", &QualityOptions::seeds, "N", "splits a set, seeds from 0", range(1, 1000))
          .add("jobs", &QualityOptions::jobs, "N", "runs at once", range(1, 64))
          .add("json", &QualityOptions::json, "FILE", "where results are kept and resumed from");
  return table;
}

struct Job {
  std::shared_ptr<const LabelledSet> set;
  std::string name, method;
  std::uint64_t seed;
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

std::vector<std::string> method_names(const QualityOptions& options) {
  std::vector<std::string> names = options.methods;
  for (const std::string& name : names) find_method(name);
  if (names.empty())
    for (const MethodInfo& method : methods()) names.emplace_back(method.name);
  return names;
}

// set -> method -> seed -> figures.
class Results {
 public:
  explicit Results(std::string path) : path_(std::move(path)) {
    if (path_.empty() || !fs::exists(path_)) return;
    all_ = Json::parse(read_file(path_, kMostResults), nullptr, false);
    if (!all_.is_object()) fail(Fault::data, "{}: is not a file of results; name another", path_);
  }

  bool has(const Job& job) const {
    return all_.contains(job.name) && all_[job.name].contains(job.method) &&
           all_[job.name][job.method].contains(std::to_string(job.seed));
  }
  void add(const Done& done) {
    all_[done.job.name][done.job.method][std::to_string(done.job.seed)] = done.result;
    if (path_.empty()) return;
    AtomicFile file(path_);
    file.write(all_.dump(1));
    file.commit();
  }
  // The mean over seeds that did not fail; NaN if all did.
  double mean(const std::string& set, const std::string& method, const char* figure) const;
  std::size_t failures(const std::string& set, const std::string& method) const;

 private:
  std::string path_;
  Json all_ = Json::object();
};

double Results::mean(const std::string& set, const std::string& method, const char* figure) const {
  double sum = 0, count = 0;
  for (const auto& [seed, run] : all_.at(set).at(method).items())
    if (run.contains(figure)) {
      sum += run[figure].get<double>();
      ++count;
    }
  return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

std::size_t Results::failures(const std::string& set, const std::string& method) const {
  const Json& runs = all_.at(set).at(method);
  return std::size_t(
      std::count_if(runs.begin(), runs.end(), [](const Json& r) { return r.contains("failure"); }));
}

void report(const Done& done) {
  const std::string place = fmt::format("{} {} seed {}", done.job.name, done.job.method, done.job.seed);
  if (done.result.contains("failure"))
    fmt::print(stderr, "{}: FAILED: {}\n", place, done.result["failure"].get<std::string>());
  else
    fmt::print(stderr, "{}: auroc {:.4f}\n", place, done.result["auroc"].get<double>());
}

void run_all(const QualityOptions& options, Results& results) {
  std::vector<Job> jobs;
  for (const std::string& name : set_names(options)) {
    const auto set = std::make_shared<const LabelledSet>(read_set(options.data + "/" + name + ".npz"));
    for (const std::string& method : method_names(options))
      for (std::uint64_t seed = 0; seed < std::uint64_t(options.seeds); ++seed)
        if (Job job{set, name, method, seed}; !results.has(job)) jobs.push_back(std::move(job));
  }
  std::size_t next = 0;
  OrderedPipeline<Job, Done> pipeline(
      [&]() -> std::optional<Job> { return next < jobs.size() ? std::optional(jobs[next++]) : std::nullopt; },
      [](Job&& job) {
        Json result = run_method(*job.set, job.method, job.seed);
        return Done{std::move(job), std::move(result)};
      },
      [&](Done&& done) {
        results.add(done);
        report(done);
      });
  pipeline.run(unsigned(options.jobs));
}

void print_row(const std::string& name, const std::string& method, const std::vector<double>& figures,
               std::size_t failures) {
  fmt::print("{:<22} {:<12}", name, method);
  for (const double figure : figures) fmt::print(" {:>8.4f}", figure);
  fmt::print("{}\n", failures ? fmt::format("  {} FAILED", failures) : "");
}

// -> how many runs failed.
std::size_t print_table(const QualityOptions& options, const Results& results) {
  const std::vector<std::string> sets = set_names(options);
  fmt::print("{:<22} {:<12} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}\n", "set", "method", "AUROC", "AUPRC", "F1",
             "recall1%", "train s", "us/rec");
  std::size_t all_failures = 0;
  for (const std::string& method : method_names(options)) {
    std::vector<double> means(std::size(kFigures), 0.0);
    std::size_t failures = 0;
    for (const std::string& set : sets) {
      std::vector<double> row;
      for (const char* figure : kFigures) row.push_back(results.mean(set, method, figure));
      for (std::size_t i = 0; i < row.size(); ++i) means[i] += row[i] / double(sets.size());
      failures += results.failures(set, method);
      print_row(set, method, row, results.failures(set, method));
    }
    print_row("mean", method, means, failures);
    all_failures += failures;
  }
  return all_failures;
}

int run_quality(const Arguments& arguments) {
  QualityOptions options;
  expect_count(parse_into(quality_options(), arguments, options), 0, 0, "bench_quality",
               "no positional argument");
  if (options.data.empty())
    fail(Fault::usage, "bench_quality: --data is missing; give a folder of .npz files");
  Results results(options.json);
  run_all(options, results);
  return print_table(options, results) ? int(Fault::model) : 0;
}

}  // namespace
}  // namespace discern::bench

int main(int count, char** arguments) {
  return discern::run_program([&] {
    return discern::bench::run_quality({arguments + 1, arguments + count});
  });
}
