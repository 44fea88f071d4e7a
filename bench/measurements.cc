#include "bench/measurements.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <thread>

#include "base/file.h"

namespace discern::bench {
namespace {

std::string cpu_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name")) return line.substr(std::min(line.size(), line.find(':') + 2));
  return "unknown";
}

int calls_that_fill(const std::function<void()>& way, double least) {
  using Clock = std::chrono::steady_clock;
  way();  // the first call allocates
  const auto start = Clock::now();
  way();
  const double once = std::chrono::duration<double>(Clock::now() - start).count();
  return std::max(1, int(std::min(least / std::max(once, 1e-9), 1e6)));
}

}  // namespace

Json machine_facts(unsigned threads) {
  return {{"cpu", cpu_model()},
          {"cores", std::thread::hardware_concurrency()},
          {"threads", threads},
          {"build", DISCERN_BUILD_TYPE},
          {"compiler", __VERSION__}};
}

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

std::vector<std::vector<double>> alternate(const std::vector<std::function<void()>>& ways, int rounds,
                                           double least) {
  std::vector<int> calls;
  for (const auto& way : ways) calls.push_back(calls_that_fill(way, least));
  std::vector<std::vector<double>> out(ways.size());
  for (int round = 0; round < rounds; ++round)
    for (std::size_t w = 0; w < ways.size(); ++w) {
      const double start = cpu_seconds();
      for (int call = 0; call < calls[w]; ++call) ways[w]();
      out[w].push_back((cpu_seconds() - start) / calls[w]);
    }
  return out;
}

double fastest(const std::vector<double>& rounds) {
  return *std::min_element(rounds.begin(), rounds.end());
}

void Measurements::add(const Measurement& measured) {
  json_["measurements"].push_back(
      {{"name", measured.name}, {"unit", measured.unit}, {"rounds", measured.rounds}});
}

void Measurements::write(const std::string& path) const {
  if (path.empty()) return;
  AtomicFile file(path);
  file.write(json_.dump(1) + "\n");
  file.commit();
}

}  // namespace discern::bench
