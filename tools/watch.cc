#include <fmt/format.h>

#include <optional>

#include "base/fail.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "data/csv_writer.h"
#include "detector/state.h"
#include "threshold/spot.h"
#include "tools/command.h"
#include "tools/command_line.h"
#include "tools/overwriting.h"
#include "tools/rule_evidence.h"
#include "tools/shared_options.h"

namespace discern {
namespace {

struct WatchOptions : VoiceOptions {
  std::string output = "-";
  double rate = 1e-3, level = 0.98;
  std::int64_t warm_up = 0, drift = 0;
  bool learn_alarms = false, accept_failed = false;
};

const OptionTable<WatchOptions>& table() {
  using T = WatchOptions;
  static const auto built = [] {
    OptionTable<T> t("watch");
    t.add("output", &T::output, "FILE", "file to write; - is standard output", letter('o'))
        .add("false-alarm-rate", &T::rate, "RATE", "probability of a normal score beyond the cut",
             range(1e-9, 0.5))
        .add("level", &T::level, "SHARE", "share of normal scores that are no extremes", range(0.5, 0.9999))
        .add("warm-up", &T::warm_up, "N",
             "begin with the first N scores, taken to be normal; 0: with the model's calibration",
             range(0, 1e9))
        .add("drift", &T::drift, "N", "follow the mean of the last N scores; takes --warm-up, above N",
             range(0, 1e9))
        .add("learn-alarms", &T::learn_alarms, "",
             "learn from alarms too: where no anomalies are to be expected")
        .add("accept-failed", &T::accept_failed, "", "use a model whose training failed");
    add_voice(t);
    return t;
  }();
  return built;
}

// A cut that follows the scores.
class Follower {
 public:
  Follower(std::span<const double> calibration, const WatchOptions& options) {
    const SpotOptions spot{
        .rate = options.rate, .level = options.level, .learn_alarms = options.learn_alarms};
    if (options.drift > 0)
      drifting_.emplace(calibration, std::size_t(options.drift), spot);
    else
      fixed_.emplace(calibration, spot);
  }
  double cut() const { return drifting_ ? drifting_->cut() : fixed_->cut(); }
  bool alarm(double score) {
    return (drifting_ ? drifting_->step(score) : fixed_->step(score)) == Spot::Step::alarm;
  }

 private:
  std::optional<Spot> fixed_;
  std::optional<DriftSpot> drifting_;
};

std::string line_of(const Score& score, double cut, bool alarm, bool json) {
  if (json)
    return Json{{"record", score.record}, {"score", score.score}, {"cut", cut}, {"alarm", alarm}}.dump(
               -1, ' ', false, Json::error_handler_t::replace) +
           "\n";
  std::string out;
  append_csv_names(out,
                   {score.record, fmt::format("{}", score.score), fmt::format("{}", cut), alarm ? "1" : "0"});
  return out;
}

struct Watched {
  std::size_t records = 0, alarms = 0;
  double first_cut = 0, last_cut = 0;
};

std::string summary(const Watched& watched, const WatchOptions& options) {
  return fmt::format(
      "{} records, {} alarms; {} to expect were all normal, at a rate of {}; the cut went from {:.4g} to "
      "{:.4g}\n",
      readable(double(watched.records)), readable(double(watched.alarms)),
      readable(std::round(options.rate * double(watched.records))), options.rate, watched.first_cut,
      watched.last_cut);
}

Watched watch(const Detector& detector, const std::string& scores, const WatchOptions& options,
              AtomicFile& file) {
  Watched out;
  std::vector<double> calibration;
  std::optional<Follower> follower;
  if (options.warm_up == 0) follower.emplace(detector.state().conformal.sorted(), options);
  if (!options.json) file.write("record,score,cut,alarm\n");
  read_scores_of(detector, scores, [&](std::span<const Score> some) {
    for (const Score& score : some) {
      if (!follower) {
        calibration.push_back(score.score);
        if (std::int64_t(calibration.size()) == options.warm_up) follower.emplace(calibration, options);
        continue;
      }
      const double cut = follower->cut();
      const bool alarm = follower->alarm(score.score);
      if (out.records++ == 0) out.first_cut = cut;
      out.alarms += alarm;
      file.write(line_of(score, cut, alarm, options.json));
    }
  });
  if (out.records == 0)
    fail(Fault::data, "{}: {} scores, and --warm-up takes {}; give more of them, or a smaller --warm-up",
         scores, calibration.size(), options.warm_up);
  out.last_cut = follower->cut();
  return out;
}

int run(const Arguments& arguments) {
  WatchOptions options;
  const auto positional = parse_into(table(), arguments, options);
  expect_count(positional, 2, 2, "watch", "a model and a score file, in the order of time");
  if (options.drift > 0 && options.warm_up <= options.drift)
    fail(Fault::usage, "watch: --drift {} takes a --warm-up above it, found {}; give --warm-up {}",
         options.drift, options.warm_up, 10 * options.drift);
  refuse_overwriting("watch", {options.output}, positional);
  const Detector detector = load(positional.front(), options.accept_failed);
  AtomicFile file(options.output);
  const Watched watched = watch(detector, positional.back(), options, file);
  file.commit();
  if (!options.quiet) fmt::print(stderr, "{}", summary(watched, options));
  return 0;
}

}  // namespace

Command watch_command() {
  const auto specs = table().specs();
  return {
      "watch",
      "MODEL SCORES [-o FILE]",
      "alarm by a cut that follows a stream of scores",
      "Reads scores in the order of time and alarms by peaks over threshold: a generalised Pareto tail that\n"
      "learns from each normal extreme (SPOT), and with --drift from scores less their recent mean (DSPOT).\n"
      "Writes record, score, the cut before it, and alarm. A score's alarm depends on those before it.",
      {specs.begin(), specs.end()},
      {{"discern watch card.discern scores.csv -o watched.csv", "from the model's calibration on"},
       {"discern watch card.discern scores.csv --warm-up 2000 --drift 200 --false-alarm-rate 1e-4",
        "where the level of normal scores moves"}},
      run};
}

}  // namespace discern
