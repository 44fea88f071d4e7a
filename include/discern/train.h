// Learning a Detector from normal records. Needs the discern::discern library; no torch in this header.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "discern/detector.h"
#include "discern/records.h"

namespace discern {

struct Progress {
  std::string stage;       // "reading", "generator and encoder", "discriminator", "calibration", ...
  std::uint64_t done = 0;  // steps or records
  std::uint64_t total = 0; // 0: not known
  double loss = 0;         // of the stage, if it has one
};

struct TrainOptions {
  std::string method = "discern";             // a name from `discern methods`
  std::map<std::string, std::string> method_options;  // by the names `discern methods NAME` lists
  std::string key;                            // never features:
  std::string label;
  std::vector<std::string> exclude;
  // Column that says what belongs together, as the pictures of a patient: never learned from and held out both.
  std::string group;
  std::size_t image_height = 0, image_width = 0;  // of pictures, up to 1024; 0: the first one's, up to 128
  std::string normal;                         // with label: keep only records whose label is this
  std::vector<std::string> numeric;           // kinds that are set, not found
  std::vector<std::string> categorical;
  // Categorical columns that say what kind a record is of: it is judged against its own kind. They come last in
  // the detector's columns. A value that training did not see is judged as of any kind, and is a surprise.
  // Methods discern, gan and fanogan; of pictures gan and fanogan.
  std::vector<std::string> condition;
  ReadOptions reading;                        // how the source was opened; kept for Detector::reading()
  double false_alarm_rate = 0.01;             // in (0, 1)
  // Share of the training records that may not be normal, [0, 0.3]: as many of the strangest are left out of all
  // that is learned. Where they were normal after all, about as many more normal records alert.
  double contamination = 0;
  // Which normal records calibrate: "split", 30 % that are not learned from (at most 10,000), so that the rate holds
  // in the mean whatever the method; "cross", all of them, each scored by the method as learned without its tenth,
  // for few records: the rate holds about, as far as learning without a tenth makes little difference, and learning
  // takes eleven times as long; "own": what suits the method.
  std::string calibration = "own";
  std::int64_t seed = 0;                      // the only source of randomness
  std::int64_t threads = 1;                   // inside one operation; more rarely helps small networks
  // Trainings at once where there are several: folds, check_seeds, the two GANs of `discern` on pictures. Takes as
  // many times the memory; the same detector whatever it is. 0: one a core.
  std::int64_t jobs = 0;
  std::function<void(const Progress&)> progress;        // one call at a time, from any thread
  std::function<void(const std::string&)> warn;         // one line each, as progress; may be empty
  const std::atomic<bool>* stop = nullptr;    // set to true to end early
  bool keep_on_stop = false;                  // when stopped: true returns the best state so far
  std::string checkpoint;                     // file that training is kept in as it goes; empty: none. It is
                                              // left there: remove it when the detector has been saved
  double checkpoint_every = 30;               // seconds
  // Go on from `checkpoint` if there is one: the same detector, to the bit, as without the interruption. Error(usage)
  // if it is of other records, options, seed or version.
  bool resume = false;
  double time_budget = 0;                     // seconds of learning, about; not the same bits again. 0: no limit.
                                              // Once more for each of a first pass and a second attempt
  // Train as many times more with other seeds, only for the verdict to say how far scores depend on the seed.
  std::int64_t check_seeds = 0;               // [0, 100]
};

class Interrupted : public std::exception {
 public:
  explicit Interrupted(bool resumable = false) : resumable_(resumable) {}
  const char* what() const noexcept override {
    return resumable_ ? "interrupted: no model was written; go on with --resume" : "interrupted: nothing was written";
  }

 private:
  bool resumable_;
};

// Where the verdict on an adversarial method is a failure, it is learned once more with safer settings, and the
// better of the two is kept.
// Throws Error(data) for records nothing can be learned from, Error(usage) for options that make no sense,
// Interrupted when *stop became true and nothing was to be kept (but for the checkpoint).
Detector train(Source& normal, const TrainOptions& options = {});

}  // namespace discern
