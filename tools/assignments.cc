#include "tools/assignments.h"

#include "base/fail.h"

namespace discern {

std::vector<Assignment> parse_assignments(const std::string& option, const std::vector<std::string>& pieces) {
  std::vector<Assignment> out;
  for (const std::string& piece : pieces) {
    const std::size_t equals = piece.find('=');
    if (equals == piece.npos && out.empty())
      fail(Fault::usage, "--{}: \"{}\" names no column; expected COL=VALUE", option, piece);
    if (equals == piece.npos)
      out.back().value += "," + piece;
    else
      out.push_back({piece.substr(0, equals), piece.substr(equals + 1)});
  }
  return out;
}

}  // namespace discern
