// From typed records to what methods read: every column becomes one or more features, by what was learned
// from the normal records alone.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/archive.h"
#include "base/matrix.h"
#include "data/schema.h"
#include "transform/transform.h"

namespace discern {

std::string_view surprise_name(Surprise::Kind kind);

class Preparation {
 public:
  Preparation() = default;
  // rare: categories with fewer than this share of the records are merged. The last `conditions` columns,
  // all categorical, say what kind a record is of: their one feature that is not 0 is kConditionScale, so
  // that records of a kind lie together, and an unknown category stands for any.
  static Preparation learn(const Schema& schema, const Table& normal, double rare = kRare,
                           std::size_t conditions = 0);
  static constexpr float kConditionScale = 3.5;
  static constexpr double kRare = 0.005;

  std::size_t width() const { return width_; }  // features
  const Schema& schema() const { return schema_; }
  // Features of column j stand at [feature_begin(j), feature_begin(j + 1)).
  std::size_t feature_begin(std::size_t column) const { return begins_[column]; }

  // Condition columns, the last of the schema, and their features, the last of a record.
  std::size_t conditions() const { return conditions_; }
  std::size_t first_condition() const { return schema_.columns.size() - conditions_; }
  std::size_t condition_width() const { return width_ - begins_[first_condition()]; }
  // value, as in Table::columns, of a condition column -> its features in those of a record [width()].
  void set_condition(std::size_t column, double value, float* features) const {
    transforms_[column]->apply(value, features + begins_[column]);
  }

  // Thread-safe; a record's features do not depend on the other records. Surprises are appended.
  Matrix apply(const Table& table, std::vector<Surprise>& surprises) const;

  // A column's value as people read it, from the features of one record: "4,900", "grocery", "missing".
  std::string describe(std::size_t column, const float* features) const;

  // The way back: one record's values as in Table::columns, of the kinds, within the ranges and among the
  // categories of training, from its features [width()], finite. random: which of a column's rare categories.
  std::vector<double> restore(const float* features, Random& random) const;

  // Of pictures: [Schema::picture().size()] intensities as in Table::pixels.
  std::vector<float> restore_picture(const float* features) const;

  void save(Archive& archive) const;
  static Preparation load(const Archive& archive);

 private:
  void lay_out();

  Schema schema_;
  std::vector<std::shared_ptr<const Transform>> transforms_;  // one a column; shared because copies are equal
  std::vector<std::size_t> begins_;
  std::size_t width_ = 0, conditions_ = 0;
};

}  // namespace discern
