#include "data/seekable_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

#include "base/fail.h"

namespace discern {
namespace {

// What a compressed file, or standard input, may take on disk.
constexpr std::uint64_t kMostCopied = std::uint64_t(16) << 30;

}  // namespace

bool is_plain_file(const std::string& path) {
  struct stat info;
  if (path == "-" || stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return false;
  std::ifstream file(path, std::ios::binary);
  char begin[2] = {};
  file.read(begin, 2);
  return !(begin[0] == '\x1f' && begin[1] == '\x8b');
}

SeekableFile::SeekableFile(const std::string& path) : name_(shown_path(path)) {
  if (!is_plain_file(path)) {
    copy(*open_bytes(path), kMostCopied);
    return;
  }
  file_.reset(std::fopen(path.c_str(), "rbe"));
  if (!file_) fail(Fault::io, "{}: cannot be opened: {}; check the path", path, std::strerror(errno));
  measure();
}

SeekableFile::SeekableFile(ByteStream& bytes, const std::string& name, std::uint64_t most) : name_(name) {
  copy(bytes, most);
}

void SeekableFile::copy(ByteStream& bytes, std::uint64_t most) {
  file_.reset(std::tmpfile());
  std::vector<char> buffer(std::size_t(1) << 20);
  while (file_) {
    const std::size_t count = bytes.read(buffer.data(), buffer.size());
    if (count == 0 && std::fflush(file_.get()) == 0) return measure();
    if (count == 0 || std::fwrite(buffer.data(), 1, count, file_.get()) != count) break;
    size_ += count;
    if (size_ > most)
      fail(Fault::data, "{}: goes on after {} bytes; expected its end: copy it again", name_, most);
  }
  fail(Fault::io, "{}: no temporary copy can be made: {}; free some space in /tmp, or decompress it first",
       name_, std::strerror(errno));
}

void SeekableFile::measure() {
  struct stat info;
  if (fstat(fileno(file_.get()), &info) != 0)
    fail(Fault::io, "{}: cannot be read: {}; check the file", name_, std::strerror(errno));
  size_ = std::uint64_t(info.st_size);
}

void SeekableFile::read_at(std::uint64_t offset, char* to, std::size_t size) const {
  if (offset > size_ || size > size_ - offset)
    fail(Fault::data, "{}: ends too early; copy the file again", name_);
  while (size > 0) {
    const ssize_t count = pread(fileno(file_.get()), to, size, off_t(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(Fault::io, "{}: cannot be read: {}; check the file", name_, std::strerror(errno));
    if (count == 0) fail(Fault::data, "{}: ends too early; copy the file again", name_);
    to += count;
    offset += std::uint64_t(count);
    size -= std::size_t(count);
  }
}

}  // namespace discern
