#include <fmt/format.h>

#include "base/fail.h"
#include "base/file.h"
#include "data/simulate_payments.h"
#include "tools/command.h"
#include "tools/command_line.h"

namespace discern {
namespace {

struct SimulateOptions {
  std::string output = "-";
};

const OptionTable<SimulateOptions>& own_table() {
  static const auto built = [] {
    OptionTable<SimulateOptions> t("simulate");
    t.add("output", &SimulateOptions::output, "FILE", "CSV file to write; - is standard output", letter('o'));
    return t;
  }();
  return built;
}

std::vector<OptionSpec> all_specs() {
  std::vector<OptionSpec> specs(own_table().specs().begin(), own_table().specs().end());
  for (const OptionSpec& spec : payment_options().specs()) specs.push_back(spec);
  return specs;
}

int run(const Arguments& arguments) {
  const ParsedLine line = parse_line(all_specs(), "simulate", arguments);
  expect_count(line.positional, 1, 1, "simulate", "what to make: payments");
  if (line.positional.front() != "payments")
    fail(Fault::usage, "simulate: \"{}\" is not known; expected payments", line.positional.front());
  SimulateOptions own;
  PaymentOptions payments;
  for (const auto& [name, text] : line.options) {
    if (name == "output")
      own_table().set(own, name, text);
    else
      payment_options().set(payments, name, text);
  }
  AtomicFile file(own.output);
  simulate_payments(payments, [&](std::string_view piece) { file.write(piece); });
  file.commit();
  return 0;
}

}  // namespace

Command simulate_command() {
  return {"simulate",
          "payments [-o FILE]",
          "make practice records with known anomalies",
          "Makes a month of card payments as CSV: cards with habits, merchants, categories, amounts, hours, "
          "countries, and\n"
          "several kinds of fraud, told by the columns fraud (0 or 1) and kind. The same options give the "
          "same bytes.",
          all_specs(),
          {{"discern simulate payments --fraud-share 0 -o normal.csv", "normal payments to train on"},
           {"discern simulate payments --start 2025-10-01 -o october.csv",
            "the same cards' next month, with fraud"}},
          run};
}

}  // namespace discern
