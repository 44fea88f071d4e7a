#include "tools/overwriting.h"

#include <filesystem>

#include "base/fail.h"
#include "data/formats.h"

namespace discern {
namespace {

namespace fs = std::filesystem;

// Where standard input is a file, its link leads there.
std::string path_of(const std::string& file) {
  return file == "-" ? "/dev/stdin" : file;
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return fs::equivalent(a, b, error) && !error;
}

}  // namespace

void refuse_overwriting(const std::string& owner, const std::vector<std::string>& outputs,
                        const std::vector<std::string>& inputs) {
  for (const std::string& output : outputs) {
    std::error_code error;
    if (output == "-" || !fs::is_regular_file(output, error)) continue;
    for (const std::string& input : inputs) {
      std::vector<std::string> files = files_behind(input);
      files.push_back(input);  // a model is no input of open_source
      for (const std::string& file : files)
        if (same_file(output, path_of(file)))
          fail(Fault::usage,
               "{}: the output {} is also read, as {}, and would be overwritten; write elsewhere", owner,
               output, input);
    }
  }
}

}  // namespace discern
