#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/fail.h"
#include "base/file.h"
#include "data/simulate_payments.h"
#include "data/simulate_scans.h"
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
    t.add("output", &SimulateOptions::output, "FILE",
          "CSV file to write; - is standard output. Of scans an .npz file, or a folder for PNG files",
          letter('o'));
    return t;
  }();
  return built;
}

bool known(std::span<const OptionSpec> specs, std::string_view name) {
  for (const OptionSpec& spec : specs)
    if (spec.name == name) return true;
  return false;
}

// Of payments, then what scans alone have. Where both have an option its help says both.
std::vector<OptionSpec> all_specs() {
  std::vector<OptionSpec> specs(own_table().specs().begin(), own_table().specs().end());
  for (const OptionSpec& spec : payment_options().specs()) specs.push_back(spec);
  for (const OptionSpec& spec : scan_options().specs()) {
    const auto same =
        std::find_if(specs.begin(), specs.end(), [&](const auto& s) { return s.name == spec.name; });
    if (same == specs.end())
      specs.push_back(spec), specs.back().help = "scans: " + spec.help;
    else if (same->initial != spec.initial)
      same->help += fmt::format("; scans: {}, {} if not given", spec.help, option_text(spec.initial));
    else
      same->help += "; scans: " + spec.help;
  }
  return specs;
}

// The options of what is made; Error(usage) for one of the other.
template <class T>
T options_of(const OptionTable<T>& table, const std::string& what, const ParsedLine& line,
             SimulateOptions& own) {
  T out;
  for (const auto& [name, text] : line.options) {
    if (name == "output")
      own_table().set(own, name, text);
    else if (known(table.specs(), name))
      table.set(out, name, text);
    else
      fail(Fault::usage, "simulate {}: --{} is not for {}; leave it out", what, name, what);
  }
  return out;
}

void write_file(const std::string& path, std::string_view bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

void write_payments(const ParsedLine& line) {
  SimulateOptions own;
  const auto payments = options_of(payment_options(), "payments", line, own);
  AtomicFile file(own.output);
  simulate_payments(payments, [&](std::string_view piece) { file.write(piece); });
  file.commit();
}

void write_scans(const ParsedLine& line) {
  SimulateOptions own;
  const auto scans = options_of(scan_options(), "scans", line, own);
  const std::filesystem::path output(own.output);
  if (own.output == "-")
    fail(Fault::usage, "simulate scans: writes an .npz file or a folder of PNG files; name one with -o");
  if (output.extension() == ".npz") return write_file(own.output, simulate_scans(scans));
  simulate_scans(scans, [&](const std::string& path, const std::string& bytes) {
    std::error_code error;
    std::filesystem::create_directories((output / path).parent_path(), error);
    if (error)
      fail(Fault::io, "{}: cannot be made: {}; give another folder", (output / path).parent_path().string(),
           error.message());
    write_file((output / path).string(), bytes);
  });
}

int run(const Arguments& arguments) {
  const ParsedLine line = parse_line(all_specs(), "simulate", arguments);
  expect_count(line.positional, 1, 1, "simulate", "what to make: payments or scans");
  if (line.positional.front() == "payments")
    write_payments(line);
  else if (line.positional.front() == "scans")
    write_scans(line);
  else
    fail(Fault::usage, "simulate: \"{}\" is not known; expected payments or scans", line.positional.front());
  return 0;
}

}  // namespace

Command simulate_command() {
  return {
      "simulate",
      "payments|scans [-o FILE]",
      "make practice records with known anomalies",
      "Makes a month of card payments as CSV: cards with habits, merchants, categories, amounts, hours, "
      "countries, and\n"
      "several kinds of fraud, told by the columns fraud (0 or 1) and kind. Or makes scans: healthy ones to "
      "learn from,\n"
      "and test scans of which some have a lesion (bright, dark, of another texture, or an organ that is "
      "missing or\n"
      "deformed) with its mask. The same options give the same bytes.",
      all_specs(),
      {{"discern simulate payments --fraud-share 0 -o normal.csv", "normal payments to train on"},
       {"discern simulate payments --start 2025-10-01 -o october.csv",
        "the same cards' next month, with fraud"},
       {"discern simulate scans --contrast 0.5 -o scans.npz", "scans.npz#train and scans.npz#test"},
       {"discern simulate scans -o scans", "the same as PNG files in folders"}},
      run};
}

}  // namespace discern
