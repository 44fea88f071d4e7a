// The one exception discern throws, and who can repair what it reports.
#pragma once

#include <stdexcept>
#include <string>

namespace discern {

// Who can repair it. The values are the program's exit codes and do not change.
enum class Fault {
  usage = 2,  // the caller: an option, a name, a combination
  data = 3,   // the owner of the records: a value, a column, a format
  model = 4,  // the owner of the model file: damaged, too new, failed in training
  io = 5,     // the system: a path, a permission, a full disk
};

// what() is one line: place, what was found, what was expected, what to do.
class Error : public std::runtime_error {
 public:
  Error(Fault fault, const std::string& message) : std::runtime_error(message), fault_(fault) {}
  Fault fault() const noexcept { return fault_; }

 private:
  Fault fault_;
};

}  // namespace discern
