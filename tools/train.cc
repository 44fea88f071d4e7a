// `discern train` replaces itself by discern-train, which links LibTorch; the other commands never load it.
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/fail.h"
#include "tools/command.h"
#include "tools/train_options.h"

namespace discern {
namespace {

namespace fs = std::filesystem;

// Beside discern in a build folder, in libexec where it is installed.
fs::path trainer() {
  const fs::path here = fs::read_symlink("/proc/self/exe").parent_path();
  for (const fs::path& candidate : {here / "discern-train", here / "../libexec/discern/discern-train"})
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
  fail(Fault::usage,
       "train: discern-train is not beside discern; build or install discern with DISCERN_TRAIN=ON");
}

int run(const Arguments& arguments) {
  check_train_line(arguments);
  const fs::path program = trainer();
  // Both are read when the process starts: waiting threads must not spin, and products stay on their caller's
  // thread.
  setenv("OMP_WAIT_POLICY", "passive", 0);
  setenv("OPENBLAS_NUM_THREADS", "1", 0);
  std::vector<char*> values = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) values.push_back(const_cast<char*>(argument.c_str()));
  values.push_back(nullptr);
  execv(program.c_str(), values.data());
  fail(Fault::io, "train: {} cannot be started: {}; install discern again", program.string(),
       std::strerror(errno));
}

}  // namespace

Command train_command() {
  const auto specs = train_table().specs();
  return {
      "train",
      "NORMAL... -o MODEL",
      "learn from normal records",
      "Learns what normal looks like from records that are normal (or from those whose --label is --normal), "
      "and\n"
      "writes one model file. A part of the records is kept from learning and calibrates the alerts. Columns "
      "are\n"
      "numbers, true/false or categories, as found in the data. Options of the method, such as --steps, are "
      "listed by\n"
      "discern methods NAME.",
      {specs.begin(), specs.end()},
      {{"discern train normal.csv -o card.discern", "learn from all records"},
       {"discern train month.csv --label fraud --normal 0 -o card.discern", "learn from those with fraud 0"},
       {"discern train normal.csv --method knn --k 10 -o card.discern",
        "a baseline, with an option of its own"}},
      run};
}

}  // namespace discern
