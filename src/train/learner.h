// What a method must provide to be learned, and the table of those that do.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/matrix.h"
#include "base/picture_shape.h"
#include "discern/train.h"
#include "methods/method.h"

namespace discern {

class Checkpoint;

struct LearnContext {
  std::uint64_t seed = 0;                         // the only source of randomness
  std::function<void(const Progress&)> progress;  // may be empty; called on the learning thread
  std::function<void(const std::string&)> warn;   // may be empty; one line each
  const std::atomic<bool>* stop = nullptr;        // may be null
  std::size_t condition = 0;                      // last features of the records: methods/conditional.h
  std::size_t hidden = 0;     // of the last rows, copies of others with their condition hidden: add_hidden()
  bool keep_on_stop = false;  // when stopped: true returns the best state so far
  std::int64_t threads = 1;   // inside one operation; sets the whole thread
  std::int64_t jobs = 1;      // networks learned at once, as train/jobs.h

  Checkpoint* checkpoint = nullptr;  // may be null; stages (train/stage.h) go on from it and write to it
  std::string scope;                 // before the names of stages in it, for methods that learn several times
  double time_budget = 0;            // seconds that the stages share; 0: no limit
  double seconds_used = 0;           // by the stages that are over
  PictureShape picture;              // of every row; none: the rows are records of a table
  // A number for each row: rows of one number belong together, as the pictures of a patient, and are learned
  // from or held out together; empty: each row is its own.
  std::vector<std::uint32_t> groups;

  bool stopped() const { return stop && *stop; }
};

// Where the scores of normal records that calibrate a detector come from.
enum class Calibrating {
  held_out,   // records that are not learned from
  cross_fit,  // the method is learned again for each fold: for cheap ones
  left_out    // the method itself scores what it learned from as if it had not
};

// Calibrating::left_out: a method leaves out at least as many of its records, or all.
inline constexpr std::size_t kMostLeftOut = 10'000;

struct Learned {
  std::unique_ptr<const Method> method;
  Json options = Json::object();  // as resolved: nothing is 0 for "chosen"
  Json curves = Json::object();   // name -> {"step": [...], "value": [...]}, a few hundred points each
  Json checks = Json::object();   // name -> number: what a verdict on the training can be made of
  // Calibrating::left_out: components [left_out_rows.size(), components] of these normal records.
  std::vector<std::uint32_t> left_out_rows;
  Matrix left_out;
  // Calibrating::left_out, of pictures: Method::map [n, pixels] of normal pictures as if they had not been
  // learned from; n may be any number.
  Matrix left_out_maps;
};

struct LearnerInfo {
  std::string_view name;  // as in methods/table.h
  // normal [n >= 1, width], finite. Same bits for the same arguments at one thread. Throws Error(usage) for a
  // setting that does not exist or is out of range, Interrupted when stopped and nothing was to be kept.
  // Null: pictures alone.
  Learned (*learn)(const Matrix& normal, const std::map<std::string, std::string>& settings,
                   LearnContext& context);
  Calibrating calibrating = Calibrating::held_out;
  // The settings to train with once more when the verdict on these is a failure; null: there are none.
  std::map<std::string, std::string> (*safer)(const std::map<std::string, std::string>& settings) = nullptr;
  bool rests_on_generator = false;  // TrainingNotes::rests_on_generator
  // The same for pictures of the shape that the context says, [0, 1] from black to white; null: tables alone.
  Learned (*learn_pictures)(const Matrix& normal, const std::map<std::string, std::string>& settings,
                            LearnContext& context) = nullptr;
};

std::span<const LearnerInfo> learners();
// Error(usage) with a suggestion if there is none of that name.
const LearnerInfo& find_learner(std::string_view name);
// Error(usage) if the method does not learn from pictures, or from nothing else, or leaves out records of a
// table one by one where there are groups that belong together, or settings augment what is no picture.
void check_fits(const LearnerInfo& learner, const std::map<std::string, std::string>& settings, bool pictures,
                bool groups);

}  // namespace discern
