// What one thread of this machine can do at most: products, memory, reading a file that is in memory.
//   bench_peak --rounds 10 --json peak.json
#include <fmt/format.h>

#include "base/options.h"
#include "bench/limits.h"
#include "tools/command_line.h"
#include "tools/run.h"

namespace discern::bench {
namespace {

struct PeakOptions {
  std::int64_t rounds = 10;
  double seconds = 0.2;
  std::string json;
};

const OptionTable<PeakOptions>& peak_options() {
  static const auto table =
      OptionTable<PeakOptions>("bench_peak")
          .add("rounds", &PeakOptions::rounds, "N", "rounds of each", range(1, 1000))
          .add("seconds", &PeakOptions::seconds, "S", "processor time a round", range(0, 100))
          .add("json", &PeakOptions::json, "FILE", "where the rounds are written");
  return table;
}

int run_peak(const Arguments& arguments) {
  PeakOptions options;
  expect_count(parse_into(peak_options(), arguments, options), 0, 0, "bench_peak", "no positional argument");
  const Limits found = measure_limits(int(options.rounds), options.seconds);
  Measurements out(1);
  for (const Measurement& measured : {found.product, found.memory, found.reading}) {
    fmt::print("{:<16} {:8.1f} G{}\n", measured.name, limit(measured) / 1e9, measured.unit);
    out.add(measured);
  }
  out.write(options.json);
  return 0;
}

}  // namespace
}  // namespace discern::bench

int main(int count, char** arguments) {
  return discern::run_program([&] { return discern::bench::run_peak({arguments + 1, arguments + count}); });
}
