// discern-train: `discern train` with LibTorch loaded.
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <tuple>

#include "base/fail.h"
#include "base/file.h"
#include "base/text.h"
#include "detector/state.h"
#include "discern/discern.h"
#include "tools/progress.h"
#include "tools/run.h"
#include "tools/train_options.h"

namespace discern {
namespace {

std::atomic<bool> stop{false};

// The first Ctrl-C ends cleanly, the second at once.
void on_interrupt(int) {
  if (!stop.exchange(true)) return;
  remove_unfinished_files();
  std::_Exit(130);
}

TrainOptions library_options(const TrainLine& line) {
  const TrainCommandOptions& asked = line.options;
  TrainOptions out;
  out.method = asked.method;
  out.method_options = line.method_options;
  out.key = asked.key;
  out.label = asked.label;
  out.group = asked.group;
  std::tie(out.image_height, out.image_width) = parse_image_size(asked.image_size);
  out.exclude = asked.exclude;
  out.normal = asked.normal;
  out.contamination = asked.contamination;
  out.calibration = asked.calibration;
  out.numeric = asked.numeric;
  out.categorical = asked.categorical;
  out.condition = asked.condition;
  out.reading = read_options(asked, nullptr);
  out.false_alarm_rate = asked.false_alarm_rate;
  out.seed = asked.seed;
  out.threads = asked.threads;
  out.jobs = asked.jobs;
  out.stop = &stop;
  out.keep_on_stop = asked.keep_on_interrupt;
  if (has_checkpoint(asked)) out.checkpoint = asked.output + ".checkpoint";
  out.checkpoint_every = asked.checkpoint_every;
  out.resume = asked.resume;
  out.time_budget = asked.time_budget;
  out.check_seeds = asked.check_seeds;
  return out;
}

Json summary(const Detector& detector, const std::string& path, double seconds) {
  const Detector::State& state = detector.state();
  return {{"model", path},
          {"method", state.method_name},
          {"records", state.training.at("records")},
          {"calibration_records", state.training.at("calibration_records")},
          {"columns", state.preparation.schema().columns.size()},
          {"features", state.preparation.width()},
          {"verdict", level_name(state.verdict.level())},
          {"checks", state.verdict.save()},
          {"seconds", seconds}};
}

void print_summary(const Detector& detector, const std::string& path, double seconds) {
  const Detector::State& state = detector.state();
  const std::size_t columns = state.preparation.schema().columns.size();
  fmt::print(stderr, "{}: {} learned from {} records, {} column{}, in {:.1f} s; alerts at p <= {}\n", path,
             state.method_name, readable(state.training.at("records").get<double>()), columns,
             columns == 1 ? "" : "s", seconds, state.rule.rate);
  fmt::print(stderr, "verdict: {}\n", level_name(state.verdict.level()));
  for (const Verdict::Check& check : state.verdict.checks)
    if (check.level != Verdict::Level::pass)
      fmt::print(stderr, "  {}: {}: {}\n", level_name(check.level), check.name, check.text);
}

int train_and_save(const Arguments& arguments) {
  handle_signals({SIGINT, SIGTERM}, on_interrupt);
  const TrainLine line = parse_train_line(arguments);
  const bool quiet = line.options.quiet;
  const auto start = std::chrono::steady_clock::now();
  ProgressLine progress(quiet);
  TrainOptions options = library_options(line);
  options.progress = [&](const Progress& p) {
    progress.show(p.stage, p.done, p.total, p.stage == "calibration" ? "folds" : "steps");
  };
  options.warn = [&](const std::string& text) {
    progress.finish();
    if (!quiet) fmt::print(stderr, "warning: {}\n", text);
  };
  AtomicFile(line.options.output).write("");  // refused now rather than after training
  const Detector detector = train(*open_source(line.inputs, options.reading), options);
  progress.finish();
  save(detector, line.options.output);
  if (std::error_code error; !options.checkpoint.empty()) std::filesystem::remove(options.checkpoint, error);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  if (line.options.json) fmt::print("{}\n", summary(detector, line.options.output, taken.count()).dump(2));
  if (!quiet) print_summary(detector, line.options.output, taken.count());
  return 0;
}

}  // namespace
}  // namespace discern

int main(int count, char** values) {
  return discern::run_program([&] { return discern::train_and_save({values + 1, values + count}); });
}
