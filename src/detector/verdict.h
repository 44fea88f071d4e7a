// Whether training gave something to rely on.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace discern {

struct Verdict {
  // The names are written into model files and do not change.
  enum class Level { pass, warn, fail };
  struct Check {
    std::string name;  // "finite", "constant", "inverted", "collapse", "critic overfit"
    Level level = Level::pass;
    double value = 0;  // the number behind it
    std::string text;  // "perturbed normal records score higher in 96 % of pairs"
  };
  std::vector<Check> checks;

  Level level() const;  // the worst of the checks
  Json save() const;
  static Verdict load(const Json& json);
};
std::string_view level_name(Verdict::Level level);

}  // namespace discern
