#include "train/check_options.h"

#include "base/fail.h"
#include "base/json.h"
#include "data/schema.h"
#include "discern/version.h"
#include "storage/sha256.h"

namespace discern {
namespace {

constexpr double kMostContamination = 0.3;
constexpr std::int64_t kMostSeedChecks = 100;
constexpr std::int64_t kMostJobs = 256;

}  // namespace

void check_options(const TrainOptions& options) {
  if (!(options.false_alarm_rate > 0 && options.false_alarm_rate < 1))
    fail(Fault::usage, "--false-alarm-rate: {} is not between 0 and 1; give a share such as 0.01",
         options.false_alarm_rate);
  if (!(options.time_budget >= 0))
    fail(Fault::usage, "--time-budget: {} is not a number of seconds from 0", options.time_budget);
  if (!(options.contamination >= 0 && options.contamination <= kMostContamination))
    fail(Fault::usage, "--contamination: {} is not a share from 0 to {}", options.contamination,
         kMostContamination);
  if (options.calibration != "own" && options.calibration != "split" && options.calibration != "cross")
    fail(Fault::usage, "--calibration: \"{}\" is not known; give own, split or cross", options.calibration);
  if (options.resume && options.checkpoint.empty())
    fail(Fault::usage,
         "--resume: there is no file to go on from; give the model a file of its own with -o MODEL");
  if ((options.image_height == 0) != (options.image_width == 0) || options.image_height > kLongestSide ||
      options.image_width > kLongestSide)
    fail(Fault::usage, "--image-size: {} x {} is no size; give one up to {} x {}", options.image_height,
         options.image_width, kLongestSide, kLongestSide);
  if (options.jobs < 0 || options.jobs > kMostJobs)
    fail(Fault::usage, "--jobs: {} is not a count from 0 to {}", options.jobs, kMostJobs);
  if (options.check_seeds < 0 || options.check_seeds > kMostSeedChecks)
    fail(Fault::usage, "--check-seeds: {} is not a count from 0 to {}", options.check_seeds, kMostSeedChecks);
}

std::string fingerprint(const TrainOptions& options, const Matrix& x) {
  Json decides = {
      {"version", kVersion},  {"method", options.method},           {"options", options.method_options},
      {"seed", options.seed}, {"time_budget", options.time_budget}, {"contamination", options.contamination},
      {"width", x.cols}};
  if (options.calibration != "own") decides["calibration"] = options.calibration;
  if (!options.condition.empty()) decides["condition"] = options.condition;
  const std::string text = decides.dump();
  return sha256({text, {reinterpret_cast<const char*>(x.data.data()), x.data.size() * sizeof(float)}});
}

}  // namespace discern
