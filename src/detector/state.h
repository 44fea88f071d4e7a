// The inside of a Detector.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/schema.h"
#include "detector/conditions.h"
#include "detector/map_scale.h"
#include "detector/profile.h"
#include "detector/verdict.h"
#include "discern/detector.h"
#include "methods/table.h"
#include "threshold/conformal.h"
#include "threshold/rule.h"
#include "threshold/tail.h"
#include "transform/preparation.h"

namespace discern {

struct Detector::State {
  Preparation preparation;
  Profile profile;
  Conditions conditions;
  std::string method_name;
  std::unique_ptr<const Method> method;
  std::vector<Tail> tails;  // one a method component, then one for surprises
  Conformal conformal;      // of the fused score
  MapScale map_scale;       // of pictures' maps; none: of tables, or of few pictures
  Rule rule;
  Verdict verdict;
  ReadOptions reading;             // decimal sign and missing-value words of the training records
  Json training = Json::object();  // options, seed, counts, curves, time: what inspect prints

  Archive save() const;
  static std::shared_ptr<const State> load(const Archive& archive);
  // The same detector with another rule.
  std::shared_ptr<const State> with_rule(const Rule& other) const;
};

}  // namespace discern
