#include "base/file.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "testing/faults.h"

using namespace discern;
namespace fs = std::filesystem;

namespace {

// A folder that goes away with the test.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("discern-file-test-" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::string file(const char* name) const { return (path / name).string(); }
  std::size_t entries() const { return std::size_t(std::distance(fs::directory_iterator(path), {})); }
};

constexpr std::uint64_t kAny = 1 << 20;

}  // namespace

TEST_CASE("a file appears with commit, not before") {
  const Folder folder;
  AtomicFile file(folder.file("out"));
  file.write("one ");
  file.write("two");
  CHECK_FALSE(fs::exists(folder.file("out")));
  file.commit();
  CHECK(read_file(folder.file("out"), kAny) == "one two");
  CHECK(folder.entries() == 1);
}

TEST_CASE("without commit nothing is left, and what stood there stays") {
  const Folder folder;
  {
    AtomicFile file(folder.file("new"));
    file.write("half");
  }
  CHECK(folder.entries() == 0);
  std::ofstream(folder.file("old")) << "before";
  { AtomicFile(folder.file("old")).write("half"); }
  CHECK(read_file(folder.file("old"), kAny) == "before");
  CHECK(folder.entries() == 1);
}

TEST_CASE("commit replaces what stood there") {
  const Folder folder;
  std::ofstream(folder.file("out")) << "before, and longer";
  AtomicFile file(folder.file("out"));
  file.write("after");
  file.commit();
  CHECK(read_file(folder.file("out"), kAny) == "after");
}

TEST_CASE("unfinished files are removed as a signal handler does") {
  const Folder folder;
  AtomicFile first(folder.file("first")), second(folder.file("second"));
  first.write("x");
  CHECK(folder.entries() == 2);
  remove_unfinished_files();
  CHECK(folder.entries() == 0);
}

TEST_CASE("a path that cannot be written is refused by name") {
  const Folder folder;
  check_fault(Fault::io,
              folder.file("none/out") + ": cannot be written: No such file or directory; make the folder",
              [&] { AtomicFile(folder.file("none/out")); });
  check_fault(Fault::io, "Is a directory", [&] { AtomicFile{folder.path.string()}; });
}

TEST_CASE("a full disk is reported and leaves nothing") {
  if (!fs::exists("/dev/full")) return;
  check_fault(Fault::io, "/dev/full: cannot be written: No space left on device; free some space", [] {
    AtomicFile file("/dev/full");
    file.write("x");
  });
}

TEST_CASE("devices are written as they are") {
  AtomicFile file("/dev/null");
  file.write("x");
  file.commit();
  CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE("a file is read whole, unless it is longer than allowed or not there") {
  const Folder folder;
  const std::string text(100'000, 'x');
  std::ofstream(folder.file("in")) << text;
  CHECK(read_file(folder.file("in"), 100'000) == text);
  check_fault(Fault::io, "holds more than 99999 bytes", [&] { read_file(folder.file("in"), 99'999); });
  check_fault(Fault::io, "cannot be opened: No such file", [&] { read_file(folder.file("none"), kAny); });
  check_fault(Fault::io, "cannot be read: Is a directory", [&] { read_file(folder.path.string(), kAny); });
}
