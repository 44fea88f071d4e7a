#include "data/byte_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/fail.h"
#include "data/gzip_stream.h"

namespace discern {
namespace {

class FileStream final : public ByteStream {
 public:
  explicit FileStream(const std::string& path) : path_(path) {
    descriptor_ = path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0)
      fail(Fault::io, "{}: cannot be opened: {}; check the path", path, std::strerror(errno));
    peeked_ = read_fully(*this, peek_.data(), peek_.size());
    given_ = 0;
  }
  ~FileStream() override {
    if (descriptor_ > STDIN_FILENO) close(descriptor_);
  }

  bool is_gzip() const { return peeked_ == 2 && peek_[0] == '\x1f' && peek_[1] == '\x8b'; }

  std::size_t read(char* to, std::size_t size) override {
    if (given_ < peeked_) {
      const std::size_t count = std::min(size, peeked_ - given_);
      std::copy_n(peek_.data() + given_, count, to);
      given_ += count;
      return count;
    }
    for (;;) {
      const ssize_t count = ::read(descriptor_, to, size);
      if (count >= 0) return std::size_t(count);
      if (errno != EINTR)
        fail(Fault::io, "{}: cannot be read: {}; check the file", shown_path(path_), std::strerror(errno));
    }
  }

 private:
  std::string path_;
  int descriptor_ = -1;
  std::array<char, 2> peek_{};
  std::size_t peeked_ = 0, given_ = 0;
};

}  // namespace

std::unique_ptr<ByteStream> open_bytes(const std::string& path) {
  auto file = std::make_unique<FileStream>(path);
  if (file->is_gzip()) return open_gzip(std::move(file), shown_path(path));
  if (path.ends_with(".gz")) fail(Fault::data, "{}: is not gzip, which its name promises; rename it", path);
  return file;
}

std::size_t read_fully(ByteStream& bytes, char* to, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const std::size_t count = bytes.read(to + done, size - done);
    if (count == 0) break;
    done += count;
  }
  return done;
}

std::string shown_path(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

}  // namespace discern
