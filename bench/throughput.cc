// Where scoring's time goes: bench_throughput MODEL RECORDS.csv [MODEL RECORDS.csv ...]
// One pass on one thread, stage by stage; then CSV to CSV as `discern score` does it, on one and two threads, and in
// memory. Every figure is the fastest of kRounds.
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "detector/stream.h"
#include "report/scores_file.h"

namespace discern {
namespace {

constexpr int kRounds = 3;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

struct Stages {
  static constexpr std::array<const char*, 5> kNames = {"reading", "typing", "preparing", "method and fusion", "writing"};
  std::array<double, 5> seconds{};
  std::size_t records = 0;

  double total() const {
    double sum = 0;
    for (const double s : seconds) sum += s;
    return sum;
  }
};

ScoresFormat format_of(const Detector& detector) { return {detector.components(), "", 0}; }

Stages stage_by_stage(const Detector& detector, const std::string& path) {
  const Detector::State& state = detector.state();
  Stages out;
  std::string text;
  const auto source = open_source(path, detector.reading());
  const TypedReader reader(state.preparation.schema(), source->columns(), "", "");
  Block block;
  auto mark = Clock::now();
  const auto lap = [&](std::size_t stage) {
    out.seconds[stage] += seconds_since(mark);
    mark = Clock::now();
  };
  while (source->next(block)) {
    lap(0);
    const Table table = reader.read(block);
    lap(1);
    const PreparedTable prepared = prepare(state.preparation, table);
    lap(2);
    const ScoredBlock scored = score_table(state, table, prepared, state.rule);
    lap(3);
    text.clear();
    append_csv(text, format_of(detector), scored);
    lap(4);
    out.records += table.rows;
  }
  return out;
}

double csv_to_csv(const Detector& detector, const std::string& path, unsigned threads) {
  const auto start = Clock::now();
  ScoreOptions options;
  options.threads = threads;
  options.explain = Explain::none;
  const ScoresFormat format = format_of(detector);
  std::FILE* out = std::fopen("/dev/null", "wb");
  score_stream<std::string>(
      detector.state(), *open_source(path, detector.reading()), options,
      [&](ScoredTable&& scored) {
        std::string text;
        append_csv(text, format, scored.scores);
        return text;
      },
      [&](std::string&& text) { std::fwrite(text.data(), 1, text.size(), out); });
  std::fclose(out);
  return seconds_since(start);
}

// Prepared features to fused scores, in blocks of 4,096.
double in_memory(const Detector& detector, const std::string& path, std::size_t& records) {
  const Detector::State& state = detector.state();
  const auto source = open_source(path, detector.reading());
  const TypedReader reader(state.preparation.schema(), source->columns(), "", "");
  std::vector<PreparedTable> blocks;
  Block block;
  while (blocks.size() < 32 && source->next(block)) blocks.push_back(prepare(state.preparation, reader.read(block)));
  const auto start = Clock::now();
  records = 0;
  volatile double kept = 0;
  for (const PreparedTable& prepared : blocks) {
    const Matrix components = components_of(*state.method, prepared);
    for (std::size_t i = 0; i < components.rows; ++i)
      kept = kept + state.conformal.p_value(fuse(*state.method, state.tails, components.row(i)));
    records += components.rows;
  }
  return seconds_since(start);
}

template <class Run>
double fastest(Run run) {
  double best = 1e300;
  for (int round = 0; round < kRounds; ++round) best = std::min(best, run());
  return best;
}

void measure(const std::string& model, const std::string& path) {
  const Detector detector = load(model);
  Stages best;
  for (int round = 0; round < kRounds; ++round) {
    const Stages stages = stage_by_stage(detector, path);
    if (best.records == 0 || stages.total() < best.total()) best = stages;
  }
  fmt::print("{} ({}, {} features), {}: {} records\n", model, detector.state().method_name,
             detector.state().preparation.width(), path, best.records);
  for (std::size_t s = 0; s < Stages::kNames.size(); ++s)
    fmt::print("  {:<18} {:5.1f} %  {:.3f} us a record\n", Stages::kNames[s], 100 * best.seconds[s] / best.total(),
               1e6 * best.seconds[s] / double(best.records));
  for (const unsigned threads : {1u, 2u})
    fmt::print("  CSV to CSV, {} thread{}: {:.0f} records a second\n", threads, threads > 1 ? "s" : "",
               double(best.records) / fastest([&] { return csv_to_csv(detector, path, threads); }));
  std::size_t records = 0;
  const double memory = fastest([&] { return in_memory(detector, path, records); });
  fmt::print("  in memory, 1 thread: {:.0f} records a second\n", double(records) / memory);
}

}  // namespace
}  // namespace discern

int main(int count, char** values) {
  if (count < 3 || count % 2 == 0) {
    fmt::print(stderr, "usage: bench_throughput MODEL RECORDS.csv [MODEL RECORDS.csv ...]\n");
    return 2;
  }
  for (int i = 1; i + 1 < count; i += 2) discern::measure(values[i], values[i + 1]);
  return 0;
}
