#include "discern/train.h"

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <span>

#include "base/fail.h"
#include "base/random.h"
#include "data/select.h"
#include "detector/calibration.h"
#include "detector/judge.h"
#include "detector/state.h"
#include "discern/version.h"
#include "storage/sha256.h"
#include "train/checkpoint.h"
#include "train/learner.h"
#include "transform/left_out.h"

namespace discern {
namespace {

// Held out for calibration by methods that are too slow to learn several times.
constexpr double kHeldOut = 0.3;
constexpr std::size_t kMostHeldOut = 10'000;
constexpr std::size_t kFolds = 10;
constexpr std::size_t kLeastRecords = 10;

// By Calibrating. The report prints them.
constexpr std::array kCalibrationNames = {"held out", "cross-fitted", "left out"};

using Rows = std::vector<std::uint32_t>;

struct Fitted {
  Preparation preparation;
  Learned learned;
  Schema schema;
};

// What the records held out say; `prepared` of fold methods is made by as many preparations as there are
// folds.
struct HeldOut {
  Matrix components;
  PreparedTable prepared;
};

class Training {
 public:
  Training(const NormalRecords& normal, const TrainOptions& options)
      : normal_(normal), options_(options), learner_(find_learner(options.method)) {}

  std::shared_ptr<const Detector::State> run() {
    const Rows order =
        Random(std::uint64_t(options_.seed), "split").permutation(std::uint32_t(normal_.table.rows));
    HeldOut held;
    Fitted fitted;
    switch (learner_.calibrating) {
      case Calibrating::cross_fit:
        for (std::size_t fold = 0; fold < folds(); ++fold) add_fold(order, fold, held);
        fitted = fit(order);
        break;
      case Calibrating::left_out:
        fitted = fit(order);
        take_left_out(fitted, order, held);
        break;
      case Calibrating::held_out: {
        const std::size_t kept = order.size() - held_out_of(order.size());
        fitted = fit(std::span(order).first(kept));
        score_held_out(fitted, std::span(order).subspan(kept), held);
      }
    }
    return finish(std::move(fitted), held);
  }

 private:
  static std::size_t held_out_of(std::size_t n) {
    return std::min(kMostHeldOut, std::max<std::size_t>(2, std::size_t(double(n) * kHeldOut)));
  }

  std::size_t folds() const { return std::min(kFolds, normal_.table.rows); }

  Fitted fit(std::span<const std::uint32_t> rows) {
    auto [schema, table] = select_known(normal_.schema, normal_.table, rows);
    Fitted out;
    out.schema = std::move(schema);
    out.preparation = Preparation::learn(out.schema, table);
    if (out.preparation.width() == 0)
      fail(Fault::data, "the normal records: no column varies; add a column that does");
    std::vector<Surprise> surprises;
    const Matrix x = out.preparation.apply(table, surprises);
    LearnContext context;
    context.seed = std::uint64_t(options_.seed);
    context.progress = options_.progress;
    context.warn = options_.warn;
    context.stop = options_.stop;
    context.keep_on_stop = options_.keep_on_stop;
    context.threads = options_.threads;
    context.time_budget = options_.time_budget;
    const std::unique_ptr<Checkpoint> checkpoint = open_checkpoint(x);
    context.checkpoint = checkpoint.get();
    out.learned = learner_.learn(x, options_.method_options, context);
    return out;
  }

  // Null where there is to be none: baselines are learned in a moment.
  std::unique_ptr<Checkpoint> open_checkpoint(const Matrix& x) const {
    if (options_.checkpoint.empty() || learner_.calibrating == Calibrating::cross_fit) return nullptr;
    auto checkpoint =
        std::make_unique<Checkpoint>(options_.checkpoint, options_.checkpoint_every, fingerprint(x));
    if (options_.resume && !checkpoint->resume() && options_.warn)
      options_.warn(
          fmt::format("{}: no such checkpoint; training starts from the beginning", options_.checkpoint));
    return checkpoint;
  }

  // Of all that the learned numbers depend on: the rest of a model is made of the records again.
  std::string fingerprint(const Matrix& x) const {
    const std::string text = Json{{"version", kVersion},
                                  {"method", options_.method},
                                  {"options", options_.method_options},
                                  {"seed", options_.seed},
                                  {"time_budget", options_.time_budget},
                                  {"width", x.cols}}
                                 .dump();
    return sha256({text, {reinterpret_cast<const char*>(x.data.data()), x.data.size() * sizeof(float)}});
  }

  void score_held_out(const Fitted& fitted, std::span<const std::uint32_t> rows, HeldOut& held) {
    const Table table = select_by(fitted.schema, normal_.schema, normal_.table, rows);
    held.prepared = prepare(fitted.preparation, table);
    const Matrix components = components_of(*fitted.learned.method, held.prepared);
    held.components.cols = components.cols;
    held.components.rows += components.rows;
    held.components.data.insert(held.components.data.end(), components.data.begin(), components.data.end());
  }

  // The method left the records out of itself; here their surprises are.
  void take_left_out(const Fitted& fitted, const Rows& order, HeldOut& held) {
    const Table learned = select_by(fitted.schema, normal_.schema, normal_.table, order);
    const std::vector<double> surprises = surprises_left_out(fitted.schema, learned);
    const Rows& rows = fitted.learned.left_out_rows;
    const Matrix& own = fitted.learned.left_out;
    Rows chosen;
    held.components = Matrix(own.rows, own.cols + 1);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      chosen.push_back(order[rows[i]]);
      std::copy_n(own.row(i), own.cols, held.components.row(i));
      held.components.row(i)[own.cols] = float(surprises[rows[i]]);
    }
    held.prepared =
        prepare(fitted.preparation, select_by(fitted.schema, normal_.schema, normal_.table, chosen));
  }

  void add_fold(const Rows& order, std::size_t fold, HeldOut& held) {
    const std::size_t begin = order.size() * fold / folds(), end = order.size() * (fold + 1) / folds();
    Rows others(order.begin(), order.begin() + std::ptrdiff_t(begin));
    others.insert(others.end(), order.begin() + std::ptrdiff_t(end), order.end());
    if (options_.progress) options_.progress({"calibration", fold, folds(), 0});
    score_held_out(fit(others), std::span(order).subspan(begin, end - begin), held);
  }

  std::shared_ptr<const Detector::State> finish(Fitted fitted, const HeldOut& held) {
    auto state = std::make_shared<Detector::State>();
    Calibration calibration = calibrate(*fitted.learned.method, held.components);
    state->verdict = judge(*fitted.learned.method, calibration, held.prepared, last_rows(held),
                           fitted.learned.checks, std::uint64_t(options_.seed), options_.false_alarm_rate);
    state->profile = profile(fitted);
    state->preparation = std::move(fitted.preparation);
    state->method_name = options_.method;
    state->method = std::move(fitted.learned.method);
    state->tails = std::move(calibration.tails);
    state->conformal = std::move(calibration.conformal);
    state->reading = options_.reading;
    state->false_alarm_rate = options_.false_alarm_rate;
    state->training = manifest(fitted.learned, held.components.rows);
    return state;
  }

  // Components of the records in held.prepared: those of the last fold, or all.
  static Matrix last_rows(const HeldOut& held) {
    Matrix out(held.prepared.x.rows, held.components.cols);
    std::copy(held.components.data.end() - std::ptrdiff_t(out.data.size()), held.components.data.end(),
              out.data.begin());
    return out;
  }

  // Of all normal records, by the categories the method knows.
  Profile profile(const Fitted& fitted) const {
    Rows all(normal_.table.rows);
    std::iota(all.begin(), all.end(), 0u);
    return Profile::learn(fitted.schema, select_by(fitted.schema, normal_.schema, normal_.table, all));
  }

  Json manifest(const Learned& learned, std::size_t calibration) const {
    return {{"records", normal_.table.rows},
            {"calibration_records", calibration},
            {"calibration", kCalibrationNames[std::size_t(learner_.calibrating)]},
            {"seed", options_.seed},
            {"options", learned.options},
            {"curves", learned.curves},
            {"checks", learned.checks},
            {"warnings", normal_.warnings}};
  }

  const NormalRecords& normal_;
  const TrainOptions& options_;
  const LearnerInfo& learner_;
};

}  // namespace

Detector train(Source& source, const TrainOptions& options) {
  if (!(options.false_alarm_rate > 0 && options.false_alarm_rate < 1))
    fail(Fault::usage, "--false-alarm-rate: {} is not between 0 and 1; give a share such as 0.01",
         options.false_alarm_rate);
  if (!(options.time_budget >= 0))
    fail(Fault::usage, "--time-budget: {} is not a number of seconds from 0", options.time_budget);
  if (options.resume && options.checkpoint.empty())
    fail(Fault::usage,
         "--resume: there is no file to go on from; give the model a file of its own with -o MODEL");
  find_learner(options.method);
  if (options.progress) options.progress({"reading", 0, 0, 0});
  const Roles roles{options.key, options.label, options.exclude, options.numeric, options.categorical};
  const NormalRecords normal = read_normal(source, roles, options.normal);
  if (options.warn)
    for (const std::string& warning : normal.warnings) options.warn(warning);
  if (normal.table.rows < kLeastRecords)
    fail(Fault::data, "the normal records: {} found, expected at least {}; add more", normal.table.rows,
         kLeastRecords);
  return Detector(Training(normal, options).run());
}

}  // namespace discern
