// One column's way from values to features. One transform a file.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "base/json.h"
#include "base/random.h"
#include "data/schema.h"

namespace discern {

// Something training never saw in a record. It is evidence and is reported.
struct Surprise {
  enum class Kind { unknown_category, moved_constant, far_outside, newly_missing };
  std::size_t row = 0, column = 0;  // in the table; in the schema
  Kind kind = Kind::unknown_category;
  double weight = 0;  // > 0: 1 for what was never seen, log1p(distance / range) for the far outside
  std::string text;   // "country \"XK\": never seen in training"
};

// Immutable; thread-safe.
class Transform {
 public:
  virtual ~Transform() = default;
  virtual std::size_t width() const = 0;  // features, may be 0
  // value as in Table::columns -> out [width], all finite.
  virtual void apply(double value, float* out) const = 0;
  // Pictures instead: pixels [width] as in Table::pixels -> out [width], all finite; and the way back, within
  // the intensities of the schema.
  virtual void apply_picture(const float*, float*) const {}
  virtual void restore_picture(const float*, float*) const {}
  // What training never saw in value, if anything; row and column are left for the caller.
  virtual std::optional<Surprise> surprise(double value, const std::string& name) const = 0;
  // apply and surprise for a whole column: the features of values[i] at out + i stride; surprises are
  // appended with their row.
  virtual void apply_column(std::span<const double> values, const std::string& name, float* out,
                            std::size_t stride, std::vector<Surprise>& surprises) const {
    for (std::size_t i = 0; i < values.size(); ++i) {
      apply(values[i], out + i * stride);
      note(i, surprise(values[i], name), surprises);
    }
  }
  // The value people would read back from features [width], "missing" where they say so. Numbers are within
  // the range of training, and integers where training had nothing else.
  virtual std::string describe(const float* features) const = 0;
  // The value, as in Table::columns, that features [width], finite, stand for: within what training saw, NaN
  // where they say missing, never an unknown category. random: which of the rare categories.
  virtual double restore(const float* features, Random& random) const = 0;
  virtual Json save() const = 0;  // {"transform": NAME, ...}

 protected:
  static void note(std::size_t row, std::optional<Surprise>&& found, std::vector<Surprise>& surprises) {
    if (!found) return;
    found->row = row;
    surprises.push_back(std::move(*found));
  }
};

// Numbers and booleans: (x - mean) / deviation, squashed beyond 3, and a missing flag if training had missing
// ones. values: one column of a table of normal records, at least one.
std::unique_ptr<Transform> learn_standardize(Kind kind, std::span<const double> values);
std::unique_ptr<Transform> load_standardize(const Json& json);

// Categories: one feature each, one for the merged rare ones, one for the unknown, one for missing.
// A category is rare with fewer than `rare` of the records. scale: the feature that is not 0, in (0,
// kMostScale].
std::unique_ptr<Transform> learn_one_hot(const ColumnSchema& column, std::span<const double> values,
                                         double rare, float scale = 1);
inline constexpr float kMostScale = 100;
std::unique_ptr<Transform> load_one_hot(const Json& json, const ColumnSchema& column);

// Pictures: (pixel - low) / (high - low) of the schema.
std::unique_ptr<Transform> make_picture_transform(const ColumnSchema& column);

// z where |z| <= 3, sign(z) (3 + log1p(|z| - 3)) beyond: keeps the order of extremes without their size.
double squash(double z);
double unsquash(double s);

}  // namespace discern
