// Which kinds of records training saw: the values of the condition columns that stand together.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/archive.h"
#include "base/random.h"
#include "transform/preparation.h"

namespace discern {

class Conditions {
 public:
  using Values = std::vector<double>;  // [condition columns], as in Table::columns

  // normal: the records preparation was learned from. The most frequent kMostKinds are kept.
  static Conditions learn(const Preparation& preparation, const Table& normal);
  static constexpr std::size_t kMostKinds = 10'000;

  bool empty() const { return kinds_.empty(); }
  // Those whose condition columns have these values; "" is a missing one. Error(usage) for a column that is
  // no condition, a value training did not see, and values it did not see together.
  Conditions where(const Schema& schema, const std::map<std::string, std::string>& values) const;
  // By the records of training; not empty.
  const Values& draw(Random& random) const;

  void save(Archive& archive) const;
  // Error(model) for what does not fit the preparation.
  static Conditions load(const Archive& archive, const Preparation& preparation);

 private:
  std::vector<Values> kinds_;
  std::vector<std::uint64_t> records_;  // [kinds], each 1 or more
  std::uint64_t total_ = 0;
};

}  // namespace discern
