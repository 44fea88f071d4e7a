#include "base/options.h"

#include <catch2/catch.hpp>

#include "testing/faults.h"

using namespace discern;

namespace {

struct Shared {
  std::int64_t seed = 0;
};
struct Options : Shared {
  bool fast = false;
  std::int64_t steps = 10;
  double rate = 0.5;
  std::string mode = "near";
  std::vector<std::string> columns;
};

const OptionTable<Options>& table() {
  static const auto options = OptionTable<Options>("command practise")
                                  .add("seed", &Options::seed, "N", "seed", range(0, 1e9))
                                  .add("fast", &Options::fast, "", "be quick", letter('f'))
                                  .add("steps", &Options::steps, "N", "steps", range(1, 100))
                                  .add("rate", &Options::rate, "X", "rate", range(0, 1))
                                  .add("mode", &Options::mode, "NAME", "mode", one_of({"near", "far"}))
                                  .add("columns", &Options::columns, "COL,...", "columns");
  return options;
}

Options with(std::string_view name, std::string_view text) {
  Options options;
  table().set(options, name, text);
  return options;
}

}  // namespace

TEST_CASE("an option's description and default come from one table") {
  const OptionSpec& steps = find_option(table().specs(), "steps", "command practise");
  CHECK(steps.placeholder == "N");
  CHECK(std::get<std::int64_t>(steps.initial) == 10);
  CHECK(steps.least == 1);
  CHECK(steps.most == 100);
  CHECK(find_option(table().specs(), "fast", "").letter == 'f');
  CHECK(find_option(table().specs(), "mode", "").choices == std::vector<std::string>{"near", "far"});
}

TEST_CASE("options of every type are set from text, those of a base too") {
  CHECK(with("fast", "true").fast);
  CHECK(with("steps", "7").steps == 7);
  CHECK(with("steps", "100").steps == 100);
  CHECK(with("rate", "0").rate == 0);
  CHECK(with("rate", "2.5e-1").rate == 0.25);
  CHECK(with("mode", "far").mode == "far");
  CHECK(with("columns", "a,b c").columns == std::vector<std::string>{"a", "b c"});
  CHECK(with("columns", "").columns.empty());
  CHECK(with("seed", "12").seed == 12);
}

TEST_CASE("an option that cannot be is refused with its name, its text and what was expected") {
  const auto refused = [](const char* name, const char* text, const char* message) {
    check_fault(Fault::usage, message, [&] { with(name, text); });
  };
  refused("fast", "yes", "--fast: \"yes\" is not true or false");
  refused("steps", "0", "--steps: \"0\" is not a whole number from 1 to 100");
  refused("steps", "101", "--steps: \"101\" is not");
  refused("steps", "1.5", "--steps: \"1.5\" is not a whole number");
  refused("steps", "99999999999999999999", "is not a whole number");
  refused("steps", "", "--steps: \"\" is not a whole number");
  refused("rate", "1.01", "--rate: \"1.01\" is not a number from 0 to 1");
  refused("rate", "nan", "--rate: \"nan\" is not");
  refused("rate", "inf", "--rate: \"inf\" is not");
  refused("mode", "fra", "--mode: \"fra\" is not one of near and far (did you mean \"far\"?)");
  refused("stpes", "1", "command practise has no option \"stpes\" (did you mean \"steps\"?)");
}

TEST_CASE("values print as text that reads back") {
  for (const OptionSpec& spec : table().specs()) {
    CAPTURE(spec.name);
    CHECK(parse_option(spec, option_text(spec.initial)) == spec.initial);
  }
  CHECK(option_text(std::vector<std::string>{"a", "b"}) == "a,b");
  CHECK(option_text(0.01) == "0.01");
}

TEST_CASE("settings are the defaults but for what they name, and save as JSON in the table's order") {
  const Options options = table().from({{"steps", "3"}, {"columns", "x,y"}});
  CHECK(options.steps == 3);
  CHECK(options.rate == 0.5);
  CHECK(table().save(options).dump() ==
        R"({"seed":0,"fast":false,"steps":3,"rate":0.5,"mode":"near","columns":["x","y"]})");
  check_fault(Fault::usage, "no option \"nothing\"", [] { table().from({{"nothing", "1"}}); });
}
