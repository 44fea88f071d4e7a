#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/fail.h"

namespace discern {
namespace {

// Fixed storage, because a signal handler may neither lock nor allocate.
constexpr std::size_t kMostOpen = 16;
constexpr std::size_t kMostPath = 4096;
std::array<std::array<char, kMostPath>, kMostOpen> unfinished_paths;
std::array<std::atomic<int>, kMostOpen> unfinished_state;  // 0 free, 1 being written, 2 in use

void remember(const std::string& path) {
  if (path.size() >= kMostPath) return;
  for (std::size_t i = 0; i < kMostOpen; ++i) {
    int expected = 0;
    if (!unfinished_state[i].compare_exchange_strong(expected, 1)) continue;
    std::memcpy(unfinished_paths[i].data(), path.c_str(), path.size() + 1);
    unfinished_state[i] = 2;
    return;
  }
}

void forget(const std::string& path) {
  for (std::size_t i = 0; i < kMostOpen; ++i)
    if (unfinished_state[i] == 2 && path == unfinished_paths[i].data()) unfinished_state[i] = 0;
}

const char* remedy_for(int error) {
  switch (error) {
    case ENOSPC:
      return "free some space or write elsewhere";
    case EACCES:
    case EROFS:
      return "write to a folder you may write to";
    case ENOENT:
      return "make the folder first";
    default:
      return "write elsewhere";
  }
}

// Asks the system to begin to store what was written, each time that kStoredAtOnce more bytes are there, so
// that little is left for the end to wait for. fresh: bytes of the last write.
void begin_storing([[maybe_unused]] int descriptor, [[maybe_unused]] std::size_t fresh) {
#ifdef SYNC_FILE_RANGE_WRITE
  constexpr off_t kStoredAtOnce = 8 << 20;
  const off_t end = lseek(descriptor, 0, SEEK_CUR);
  if (end / kStoredAtOnce != (end - off_t(fresh)) / kStoredAtOnce)
    sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
#endif
}

// Devices and pipes (/dev/null, >(cmd)) cannot be renamed over.
bool is_special(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path) : path_(path) {
  if (path == "-") {
    descriptor_ = STDOUT_FILENO;
    return;
  }
  struct stat info;
  if (stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) refuse(EISDIR);
  if (is_special(path)) {
    descriptor_ = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) refuse(errno);
    return;
  }
  temporary_ = fmt::format("{}.part-{}", path, getpid());
  descriptor_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) {
    temporary_.clear();
    refuse(errno);
  }
  remember(temporary_);
}

AtomicFile::~AtomicFile() {
  if (descriptor_ > STDOUT_FILENO) close(descriptor_);
  if (temporary_.empty()) return;
  unlink(temporary_.c_str());
  forget(temporary_);
}

void AtomicFile::write(std::string_view bytes) {
  const std::size_t size = bytes.size();
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse(errno);
    bytes.remove_prefix(std::size_t(written));
  }
  if (!temporary_.empty()) begin_storing(descriptor_, size);
}

void AtomicFile::commit() {
  if (path_ == "-") return;
  const int descriptor = descriptor_;
  descriptor_ = -1;
  if (!temporary_.empty() && fsync(descriptor) != 0) {
    const int error = errno;
    close(descriptor);
    refuse(error);
  }
  if (close(descriptor) != 0) refuse(errno);
  if (temporary_.empty()) return;
  if (rename(temporary_.c_str(), path_.c_str()) != 0) refuse(errno);
  forget(temporary_);
  temporary_.clear();
}

void AtomicFile::refuse(int error) const {
  fail(Fault::io, "{}: cannot be written: {}; {}", path_ == "-" ? "standard output" : path_,
       std::strerror(error), remedy_for(error));
}

void remove_unfinished_files() noexcept {
  for (std::size_t i = 0; i < kMostOpen; ++i)
    if (unfinished_state[i] == 2) unlink(unfinished_paths[i].data());
}

std::string read_file(const std::string& path, std::uint64_t most) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) fail(Fault::io, "{}: cannot be opened: {}; check the path", path, std::strerror(errno));
  std::string bytes;
  std::array<char, 65536> buffer;
  std::size_t got = 0;
  while (bytes.size() <= most && (got = std::fread(buffer.data(), 1, buffer.size(), file)) > 0)
    bytes.append(buffer.data(), got);
  const int error = std::ferror(file) ? errno : 0;
  std::fclose(file);
  if (error) fail(Fault::io, "{}: cannot be read: {}; check the file", path, std::strerror(error));
  if (bytes.size() > most)
    fail(Fault::io, "{}: holds more than {} bytes; expected a smaller file", path, most);
  return bytes;
}

}  // namespace discern
