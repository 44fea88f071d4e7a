#include "detector/verdict.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/archive.h"

namespace discern {
namespace {

constexpr std::array<std::string_view, 3> kNames = {"pass", "warn", "fail"};

Verdict::Level level_from(const std::string& name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end())
    fail(Fault::model, "model file: verdict \"{}\" is not known; train the model again", name);
  return Verdict::Level(found - kNames.begin());
}

// JSON has no NaN, which is what a check of a failed training may have found: it is written as null.
double number_of(const Json& check) {
  const bool lost = check.is_object() && check.contains("value") && check["value"].is_null();
  return lost ? std::numeric_limits<double>::quiet_NaN() : read_meta<double>(check, "value");
}

}  // namespace

std::string_view level_name(Verdict::Level level) {
  return kNames[std::size_t(level)];
}

Verdict::Level Verdict::level() const {
  Level worst = Level::pass;
  for (const Check& check : checks) worst = std::max(worst, check.level);
  return worst;
}

Json Verdict::save() const {
  Json out = Json::array();
  for (const Check& check : checks)
    out.push_back({{"name", check.name},
                   {"level", level_name(check.level)},
                   {"value", check.value},
                   {"text", check.text}});
  return out;
}

Verdict Verdict::load(const Json& json) {
  if (!json.is_array()) fail(Fault::model, "model file: the verdict is not a list; train the model again");
  Verdict out;
  for (const Json& check : json)
    out.checks.push_back({read_meta<std::string>(check, "name"),
                          level_from(read_meta<std::string>(check, "level")), number_of(check),
                          read_meta<std::string>(check, "text")});
  return out;
}

}  // namespace discern
