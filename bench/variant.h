// A method with options that are not its defaults, as quality is measured of it.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace discern::bench {

struct Variant {
  std::string name;  // "fanogan:encoder=ziz:steps=500", its options in the order of their names
  std::string method;
  std::map<std::string, std::string> options;
  double pollution = 0;      // share of the training records that are anomalies in truth
  double contamination = 0;  // TrainOptions::contamination
};

// "fanogan", "fanogan:encoder=ziz" or "fanogan:steps=500:encoder=ziz". Error(usage) for a method, an option
// or a value there is not.
Variant parse_variant(std::string_view text);

}  // namespace discern::bench
