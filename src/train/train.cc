#include "discern/train.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <utility>

#include "base/fail.h"
#include "base/random.h"
#include "data/select.h"
#include "detector/calibration.h"
#include "detector/judge.h"
#include "detector/seed_spread.h"
#include "detector/state.h"
#include "train/check_options.h"
#include "train/checkpoint.h"
#include "train/condition_columns.h"
#include "train/held_out.h"
#include "train/jobs.h"
#include "train/learner.h"
#include "train/neighbour_distances.h"
#include "train/split.h"
#include "transform/left_out.h"

namespace discern {
namespace {

constexpr std::size_t kFolds = 10;
constexpr std::size_t kLeastRecords = 10;
constexpr std::size_t kLeastGroups = 2;

// By Calibrating. The report prints them.
constexpr std::array kCalibrationNames = {"held out", "cross-fitted", "left out"};

using Rows = std::vector<std::uint32_t>;

struct Fitted {
  Preparation preparation;
  Learned learned;
  Schema schema;
};

// How the method is learned this time.
struct Attempt {
  std::map<std::string, std::string> settings;
  std::uint64_t seed = 0;
  std::string scope;      // LearnContext::scope
  std::int64_t jobs = 0;  // LearnContext::jobs, and of folds
  bool tells = true;      // of its progress
};

struct Outcome {
  Fitted fitted;
  HeldOut held;
  Calibration calibration;
  Verdict verdict;
};

std::size_t failed_checks(const Verdict& verdict) {
  return std::size_t(std::count_if(verdict.checks.begin(), verdict.checks.end(),
                                   [](const auto& check) { return check.level == Verdict::Level::fail; }));
}

class Training {
 public:
  Training(const NormalRecords& normal, const TrainOptions& options)
      : normal_(normal), options_(options), learner_(find_learner(options.method)) {}

  std::shared_ptr<const Detector::State> run() {
    Rows order = split_order(normal_.table.rows, normal_.table.groups, seed());
    check_groups(order);
    if (options_.contamination > 0) check_groups(order = trimmed(order));
    Outcome outcome = judged(order, {options_.method_options, seed(), "", options_.jobs});
    if (outcome.verdict.level() == Verdict::Level::fail && learner_.safer && !normal_.schema.picture() &&
        !stopped())
      try_again(order, outcome);
    if (options_.check_seeds > 0) check_seeds(order, outcome);
    return finish(order, std::move(outcome));
  }

 private:
  std::vector<std::size_t> starts(const Rows& order) const {
    return group_starts(order, normal_.table.groups);
  }

  void check_groups(const Rows& order) const {
    if (const std::size_t groups = starts(order).size() - 1; groups < kLeastGroups)
      fail(Fault::data, "--group {}: {} group found, expected at least {}; add more, or train without",
           options_.group, groups, kLeastGroups);
  }

  std::uint64_t seed() const { return std::uint64_t(options_.seed); }
  bool stopped() const { return options_.stop && *options_.stop; }
  void warn(const std::string& line) const {
    const std::lock_guard lock(telling_);
    if (options_.warn) options_.warn(line);
  }
  void tell(const Progress& progress) const {
    const std::lock_guard lock(telling_);
    if (options_.progress) options_.progress(progress);
  }

  Calibrating calibrating() const {
    if (options_.calibration == "split") return Calibrating::held_out;
    return options_.calibration == "cross" ? Calibrating::cross_fit : learner_.calibrating;
  }

  Outcome judged(const Rows& order, const Attempt& attempt) {
    Outcome out;
    switch (calibrating()) {
      case Calibrating::cross_fit:
        add_folds(order, attempt, out.held);
        out.fitted = fit(order, attempt);
        // A fold's preparation may make other features: a category that is rare there is not rare in all.
        prepare_again(out.fitted, order, out.held);
        break;
      case Calibrating::left_out:
        out.fitted = fit(order, attempt);
        take_left_out(out.fitted, order, out.held);
        break;
      case Calibrating::held_out: {
        const std::size_t kept = learned_from(starts(order), held_out_of(order.size()));
        out.fitted = fit(std::span(order).first(kept), attempt);
        score_held_out(out.fitted, std::span(order).subspan(kept), out.held);
      }
    }
    const Learned& learned = out.fitted.learned;
    out.calibration = calibrate(*learned.method, out.held.components);
    out.verdict =
        judge(*learned.method, out.calibration, out.held.prepared, out.held.last_rows(),
              {learned.checks, learned.curves, learner_.rests_on_generator, out.fitted.schema.picture()},
              seed(), options_.false_alarm_rate);
    return out;
  }

  // Keeps the better of the two; the first where they are alike.
  void try_again(const Rows& order, Outcome& first) {
    warn("training failed its verdict; training once more with safer settings");
    const Attempt safer{learner_.safer(options_.method_options), another_seed("second attempt"),
                        "second attempt: ", options_.jobs};
    Outcome second = judged(order, safer);
    const bool better = failed_checks(second.verdict) < failed_checks(first.verdict);
    restart_ = {{"settings", safer.settings},
                {"seed", safer.seed},
                {"kept", better ? "second" : "first"},
                {"other_verdict", (better ? first : second).verdict.save()}};
    if (better) first = std::move(second);
    if (first.verdict.level() == Verdict::Level::fail)
      warn("training failed its verdict again; the model refuses to score unless it is told to accept that");
  }

  void check_seeds(const Rows& order, Outcome& outcome) {
    const auto& settings = restart_.is_object() && restart_["kept"] == "second"
                               ? learner_.safer(options_.method_options)
                               : options_.method_options;
    SeedSpread spread(outcome.held.prepared.x, seed());
    spread.add(*outcome.fitted.learned.method, outcome.calibration);
    const std::size_t count = std::size_t(options_.check_seeds);
    std::vector<std::pair<std::unique_ptr<const Method>, Calibration>> others(count);
    std::atomic<std::size_t> done = 0;
    run_jobs(count, options_.jobs, options_.threads, [&](std::size_t i) {
      if (stopped()) return;
      tell({"seed check", done, count, 0});
      const std::string name = fmt::format("seed check {}", i + 1);
      Outcome other = judged(order, {settings, another_seed(name), name + ": ", 1, false});
      ++done;
      others[i] = {std::move(other.fitted.learned.method), std::move(other.calibration)};
    });
    if (stopped()) return warn("stopped: the verdict does not say how far scores depend on the seed");
    for (const auto& [method, calibration] : others) spread.add(*method, calibration);
    outcome.verdict.checks.push_back(spread.check());
  }

  std::uint64_t another_seed(const std::string& purpose) const {
    return Random(seed(), purpose).below(std::uint64_t(1) << 53);
  }

  // The strangest records are those most likely not to be normal. Each is judged as if it had not been
  // learned from: by a baseline itself, else by its distance to more records than may be anomalous.
  Rows trimmed(const Rows& order) {
    std::vector<double> strangeness;
    switch (learner_.calibrating) {
      case Calibrating::cross_fit: {
        HeldOut held;
        const Fitted last =
            add_folds(order, {options_.method_options, seed(), "first pass: ", options_.jobs}, held);
        const Method& method = *last.learned.method;
        strangeness = left_out_scores(method, calibrate(method, held.components).tails, held.components);
        break;
      }
      case Calibrating::left_out:
      case Calibrating::held_out:
        trimmed_by_ = "distance by ranks to more records than may be anomalous";
        strangeness = neighbour_distances(prepared_normal(order).x, options_.contamination);
    }
    return without_strangest(order, strangeness, options_.contamination, kLeastRecords);
  }

  struct Prepared {
    Schema schema;
    Preparation preparation;
    Matrix x;
  };

  Prepared prepared_normal(std::span<const std::uint32_t> rows) const {
    auto [schema, table] = select_known(normal_.schema, normal_.table, rows);
    Prepared out;
    out.schema = std::move(schema);
    out.preparation = Preparation::learn(out.schema, table, Preparation::kRare, options_.condition.size());
    check_conditions_vary(out.preparation);
    if (out.preparation.width() == 0)
      fail(Fault::data, "the normal records: no column varies; add a column that does");
    std::vector<Surprise> surprises;
    out.x = out.preparation.apply(table, surprises);
    return out;
  }

  Fitted fit(std::span<const std::uint32_t> rows, const Attempt& attempt) {
    Prepared prepared = prepared_normal(rows);
    LearnContext context;
    context.groups = group_numbers(rows, normal_.table.groups);
    context.hidden = add_hidden(prepared.preparation, prepared.x, context.groups, attempt.seed);
    context.condition = prepared.preparation.condition_width();
    context.seed = attempt.seed;
    context.scope = attempt.scope;
    if (options_.progress && attempt.tells)
      context.progress = [this](const Progress& progress) { tell(progress); };
    context.warn = [this](const std::string& line) { warn(line); };
    context.stop = options_.stop;
    context.keep_on_stop = options_.keep_on_stop;
    context.threads = options_.threads;
    context.jobs = attempt.jobs;
    context.time_budget =
        calibrating() == Calibrating::cross_fit ? options_.time_budget / (kFolds + 1) : options_.time_budget;
    open_checkpoint(prepared.x);
    context.checkpoint = checkpoint_.get();
    context.picture = prepared.schema.picture();
    const auto learn = context.picture ? learner_.learn_pictures : learner_.learn;
    Learned learned = learn(prepared.x, attempt.settings, context);
    return {std::move(prepared.preparation), std::move(learned), std::move(prepared.schema)};
  }

  // Baselines are learned in a moment.
  bool wants_checkpoint() const {
    return !options_.checkpoint.empty() && learner_.calibrating != Calibrating::cross_fit && !checkpoint_;
  }

  // x: what the first fit sees, which decides all that follows.
  void open_checkpoint(const Matrix& x) {
    if (!wants_checkpoint()) return;
    checkpoint_ = std::make_unique<Checkpoint>(options_.checkpoint, options_.checkpoint_every,
                                               fingerprint(options_, x));
    if (options_.resume && !checkpoint_->resume())
      warn(fmt::format("{}: no such checkpoint; training starts from the beginning", options_.checkpoint));
  }

  void score_held_out(const Fitted& fitted, std::span<const std::uint32_t> rows, HeldOut& held) {
    const Table table = select_by(fitted.schema, normal_.schema, normal_.table, rows);
    held.add(*fitted.learned.method, prepare(fitted.preparation, table), fitted.schema.picture());
  }

  // The method left the records out of itself; here their surprises are.
  void take_left_out(const Fitted& fitted, const Rows& order, HeldOut& held) {
    const Table learned = select_by(fitted.schema, normal_.schema, normal_.table, order);
    const std::vector<double> surprises = surprises_left_out(fitted.schema, learned);
    const Rows places = places_below(fitted.learned.left_out_rows, order.size());  // the others are copies
    const Matrix& own = fitted.learned.left_out;
    Rows chosen;
    held.components = Matrix(places.size(), own.cols + 1);
    for (std::size_t i = 0; i < places.size(); ++i) {
      const std::uint32_t row = fitted.learned.left_out_rows[places[i]];
      chosen.push_back(order[row]);
      std::copy_n(own.row(places[i]), own.cols, held.components.row(i));
      held.components.row(i)[own.cols] = float(surprises[row]);
    }
    held.prepared =
        prepare(fitted.preparation, select_by(fitted.schema, normal_.schema, normal_.table, chosen));
    held.maps = fitted.learned.left_out_maps;
  }

  // The last fold's records, by the preparation that all records made.
  void prepare_again(const Fitted& fitted, const Rows& order, HeldOut& held) {
    const auto last = std::span(order).last(held.prepared.x.rows);
    held.prepared =
        prepare(fitted.preparation, select_by(fitted.schema, normal_.schema, normal_.table, last));
  }

  // -> what the last fold was scored by.
  Fitted add_folds(const Rows& order, const Attempt& attempt, HeldOut& held) {
    const std::vector<std::size_t> cuts = fold_cuts(starts(order), kFolds);
    const std::size_t folds = cuts.size() - 1;
    const auto others = [&](std::size_t fold) { return without(order, cuts[fold], cuts[fold + 1]); };
    if (wants_checkpoint()) open_checkpoint(prepared_normal(others(0)).x);
    Fitted last;
    std::vector<HeldOut> parts(folds);
    std::atomic<std::size_t> done = 0;
    run_jobs(folds, attempt.jobs, options_.threads, [&](std::size_t fold) {
      if (attempt.tells) tell({"calibration", done, folds, 0});
      Attempt own = attempt;
      own.jobs = 1;
      own.tells = attempt.tells && attempt.jobs == 1;
      own.scope += fmt::format("fold {}: ", fold + 1);
      Fitted fitted = fit(others(fold), own);
      parts[fold].maps_before = cuts[fold];
      score_held_out(fitted, std::span(order).subspan(cuts[fold], cuts[fold + 1] - cuts[fold]), parts[fold]);
      if (fold + 1 == folds) last = std::move(fitted);
      ++done;
    });
    for (HeldOut& part : parts) held.append(std::move(part));
    return last;
  }

  std::shared_ptr<const Detector::State> finish(const Rows& order, Outcome outcome) const {
    Fitted& fitted = outcome.fitted;
    Calibration& calibration = outcome.calibration;
    auto state = std::make_shared<Detector::State>();
    state->verdict = std::move(outcome.verdict);
    state->profile = profile(fitted, order);
    state->conditions = conditions(fitted, order);
    state->preparation = std::move(fitted.preparation);
    state->method_name = options_.method;
    state->method = std::move(fitted.learned.method);
    state->tails = std::move(calibration.tails);
    state->conformal = std::move(calibration.conformal);
    state->map_scale = MapScale(outcome.held.maps);
    state->reading = options_.reading;
    state->rule = Rule::of_rate(options_.false_alarm_rate);
    state->training = manifest(fitted.learned, outcome.held.components.rows, order.size());
    return state;
  }

  // Of all records that were not trimmed, by the categories the method knows.
  Profile profile(const Fitted& fitted, Rows rows) const {
    std::sort(rows.begin(), rows.end());
    return Profile::learn(fitted.schema, select_by(fitted.schema, normal_.schema, normal_.table, rows));
  }

  // Of what the method learned from alone: the others may be of kinds it does not know.
  Conditions conditions(const Fitted& fitted, const Rows& order) const {
    const std::size_t held = calibrating() == Calibrating::held_out ? held_out_of(order.size()) : 0;
    return Conditions::learn(fitted.preparation, select_by(fitted.schema, normal_.schema, normal_.table,
                                                           std::span(order).first(order.size() - held)));
  }

  Json manifest(const Learned& learned, std::size_t calibration, std::size_t kept) const {
    Json out = {{"records", normal_.table.rows},
                {"calibration_records", calibration},
                {"calibration", kCalibrationNames[std::size_t(calibrating())]},
                {"seed", options_.seed},
                {"options", learned.options},
                {"curves", learned.curves},
                {"checks", learned.checks},
                {"warnings", normal_.warnings}};
    if (options_.contamination > 0)
      out["trimmed"] = {{"contamination", options_.contamination},
                        {"records", normal_.table.rows - kept},
                        {"by", trimmed_by_}};
    if (!options_.condition.empty()) out["condition"] = options_.condition;
    if (!restart_.is_null()) out["restart"] = restart_;
    return out;
  }

  const NormalRecords& normal_;
  const TrainOptions& options_;
  const LearnerInfo& learner_;
  std::unique_ptr<Checkpoint> checkpoint_;
  std::string trimmed_by_ = "the method's score of records left out";
  Json restart_;                // null: there was none
  mutable std::mutex telling_;  // of progress and warnings
};

}  // namespace

Detector train(Source& source, const TrainOptions& options) {
  check_options(options);
  find_learner(options.method);
  if (options.progress) options.progress({"reading", 0, 0, 0});
  const Roles roles{options.key,          options.label,       options.exclude,
                    options.numeric,      options.categorical, options.group,
                    options.image_height, options.image_width, options.condition};
  NormalRecords normal = read_normal(source, roles, options.normal);
  if (options.warn)
    for (const std::string& warning : normal.warnings) options.warn(warning);
  if (normal.table.rows < kLeastRecords)
    fail(Fault::data, "the normal records: {} found, expected at least {}; add more", normal.table.rows,
         kLeastRecords);
  check_fits(find_learner(options.method), options.method_options, bool(normal.schema.picture()),
             !normal.table.groups.empty());
  check_conditional(options.method, options.condition, bool(normal.schema.picture()));
  move_conditions(options.condition, normal);
  return Detector(Training(normal, options).run());
}

}  // namespace discern
