// The options of `discern train`, which discern checks and discern-train obeys.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/options.h"
#include "tools/command.h"
#include "tools/shared_options.h"

namespace discern {

struct TrainCommandOptions : ReadingOptions, VoiceOptions {
  std::string output;
  std::string method = "discern";
  std::string key, label, group, normal, image_size;
  std::vector<std::string> exclude, numeric, categorical, condition;
  double false_alarm_rate = 0.01;
  double contamination = 0;
  std::string calibration = "own";
  std::int64_t seed = 0;
  std::int64_t threads = 1;
  std::int64_t jobs = 0;
  bool keep_on_interrupt = false;
  double checkpoint_every = 30;
  bool resume = false;
  double time_budget = 0;
  std::int64_t check_seeds = 0;
};
const OptionTable<TrainCommandOptions>& train_table();

struct TrainLine {
  TrainCommandOptions options;
  std::map<std::string, std::string> method_options;
  std::vector<std::string> inputs;
};
// Error(usage) for what makes no sense, before anything is loaded or read.
TrainLine parse_train_line(const Arguments& arguments);
// "64" or "64x48" -> height, width; 0, 0 for "". Error(usage) for anything else.
std::pair<std::size_t, std::size_t> parse_image_size(const std::string& text);
// Whether training is kept in a file beside the model; not for pipes and devices.
bool has_checkpoint(const TrainCommandOptions& options);
void check_train_line(const Arguments& arguments);

}  // namespace discern
