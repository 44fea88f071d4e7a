// The trained thing: preparation, method, calibration and alert rule in one immutable value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "discern/records.h"

namespace discern {

// A part of a picture where pixels stand together that are rare on normal pictures; in pixels of the picture
// as it came, from its upper left corner, from 0.
struct Region {
  std::size_t top = 0, left = 0, height = 0, width = 0;
  double row = 0, column = 0;  // its centre of mass
  std::size_t pixels = 0;      // 0: there is no region
  double peak = 1;  // of its strangest pixel: the share of normal pictures' pixels at least as strange
};

// Why a record is strange: one column's part in its score, or one region's of a picture.
struct Reason {
  std::string column;
  double share =
      0;  // in (0, 1]; the shares of all columns of a record, or of all regions of a picture, sum to 1
  std::string text;  // "amount 4,900: normal for category grocery is 3 to 160"
  Region region = {};
};

struct Score {
  std::string record;              // the key column's value, else the record's number from 1
  double score = 0;                // fused, higher is stranger, finite
  double p_value = 1;              // share of normal records at least this strange, in (0, 1]
  bool alert = false;              // by the detector's rule: as a rule p_value <= its false-alarm rate
  bool review = false;             // no alert, but for people to look at; by a triage rule alone
  std::vector<double> components;  // [Detector::components().size()], higher is stranger
  std::vector<Reason> reasons;     // largest share first; empty if not asked for
  std::string label;               // the label column's value, if ScoreOptions names one
  std::string group;               // the group column's
};

enum class Explain { none, alerts, all };

struct ScoreOptions {
  std::string key;    // column copied to Score::record; empty: number the records, or the files of pictures
  std::string group;  // column copied to Score::group; never a feature
  std::string label;  // column copied to Score::label; never a feature
  Explain explain = Explain::alerts;  // whose reasons to work out; alerts: of what is for review too
  std::size_t reasons = 3;            // how many at most
  // In (0, 1): regions are made of pixels as strange as this share of the pixels of normal pictures.
  double region_rate = 0.01;
  unsigned threads = 0;  // 0: one per core
  // In (0, 1): alerts are the records with p_value <= it. 0: the detector's own rule.
  double false_alarm_rate = 0;
};

// Copies share one immutable state. Every const member may be called from any number of threads.
// A record's score has the same bits alone, in any block, order, file or thread count, before and after
// saving.
class Detector {
 public:
  struct State;  // internal
  explicit Detector(std::shared_ptr<const State> state) : state_(std::move(state)) {}

  // Names in the order of Score::components.
  std::vector<std::string> components() const;
  // The rate alerts are promised at on normal records, unless ScoreOptions says otherwise. (Of a rule for a
  // false discovery rate it is that.)
  double false_alarm_rate() const;
  // The alert rule in words: "p <= 0.01". `discern threshold` changes it.
  std::string rule() const;
  // The condition columns (TrainOptions::condition); empty: none.
  std::vector<std::string> conditions() const;
  // For opening incoming records that are written as the training records were: decimal sign, missing-value
  // words.
  ReadOptions reading() const;

  // Scores all records of source, in order. Throws Error(data) for a missing or mistyped column, the one that
  // the rule's groups are values of included.
  std::vector<Score> score(Source& source, const ScoreOptions& options = {}) const;
  // The same in bounded memory: sink gets consecutive records, in order, on the calling thread. (Where the
  // rule is a false discovery rate, all records of source are one batch, which is held in memory until it is
  // decided on.)
  void score(Source& source, const ScoreOptions& options,
             const std::function<void(std::span<const Score>)>& sink) const;

  const State& state() const { return *state_; }

 private:
  std::shared_ptr<const State> state_;
};

// `records` synthetic normal records as a Source: the training columns in their order, with the kinds, ranges
// and categories of training; booleans are "true" and "false". Made as they are read, so memory does not grow
// with their number. The same detector and seed give the same records, and fewer are the first of more. The
// Source keeps the detector alive. where: condition column -> value; the conditions are drawn as often as
// training had them, among those. Error(usage) if the detector's method makes no records: it names those that
// do; and for a column that is no condition and a value that training did not see.
std::unique_ptr<Source> generate(const Detector& detector, std::uint64_t records, std::uint64_t seed = 0,
                                 const std::map<std::string, std::string>& where = {});

// One file, complete or not there at all. Throws Error(io).
void save(const Detector& detector, const std::string& path);
// Runs no code from the file. Throws Error(io) if it cannot be read, Error(model) if it is not a sound model
// file of a version this library reads, or if its training failed and accept_failed is false.
Detector load(const std::string& path, bool accept_failed = false);

}  // namespace discern
