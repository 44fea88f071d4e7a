// Files that appear whole or not at all.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace discern {

// Writes beside path and renames on commit(), so that path never holds half a file; without commit() nothing
// is left. "-" is standard output, written as it comes. Throws Error(io) with the path when the system
// refuses.
class AtomicFile {
 public:
  explicit AtomicFile(const std::string& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  void commit();

 private:
  [[noreturn]] void refuse(int error) const;

  std::string path_;
  std::string temporary_;  // empty: nothing to remove
  int descriptor_ = -1;
};

// Removes the unfinished files of all AtomicFiles: safe to call from a signal handler.
void remove_unfinished_files() noexcept;

// The whole file; Error(io) if it cannot be read or holds more than most bytes.
std::string read_file(const std::string& path, std::uint64_t most);

}  // namespace discern
