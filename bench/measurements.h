// What a benchmark measured and on what machine: printed, and a JSON file that bench/compare.py reads.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"

namespace discern::bench {

// CPU model and cores, the threads that were used, build type and compiler.
Json machine_facts(unsigned threads);

// Seconds of processor time that this process has used, all threads together.
double cpu_seconds();

// Each way in turn, round after round, so that what else the machine does falls on all alike -> [way][round]
// seconds of processor time a call. A way is called as often as fills `least` seconds, at least once.
std::vector<std::vector<double>> alternate(const std::vector<std::function<void()>>& ways, int rounds,
                                           double least);

// The fastest round: what else the machine does only ever adds.
double fastest(const std::vector<double>& rounds);

struct Measurement {
  std::string name;            // "score/ours/1024", the same in every file
  std::string unit;            // of the rounds: "s" or "B/s"; less is better of seconds alone
  std::vector<double> rounds;  // one value a round, > 0
};

class Measurements {
 public:
  explicit Measurements(unsigned threads) : json_{{"machine", machine_facts(threads)}} {}

  void add(const Measurement& measured);
  // What follows from them, as a ratio of two; not compared.
  void derive(const std::string& name, double value) { json_["derived"][name] = value; }
  const Json& json() const { return json_; }
  void write(const std::string& path) const;  // nothing for ""

 private:
  Json json_;
};

}  // namespace discern::bench
