// The figures of single runs, kept in a file that a later measurement goes on from.
#pragma once

#include <cstdint>
#include <string>

#include "base/json.h"

namespace discern::bench {

struct RunKey {
  std::string set, variant;
  std::uint64_t seed = 0;
};

class Runs {
 public:
  // path may be empty: nothing is kept. Error(data) if the file is there and holds something else.
  explicit Runs(std::string path);

  bool has(const RunKey& key) const { return find(key) != nullptr; }
  void add(const RunKey& key, Json result);

  // NaN if it was not made or failed.
  double figure(const RunKey& key, const char* name) const;
  bool failed(const RunKey& key) const;

 private:
  const Json* find(const RunKey& key) const;

  std::string path_;
  Json all_ = Json::object();  // set -> variant -> seed -> figures, or {"failure": why}
};

}  // namespace discern::bench
