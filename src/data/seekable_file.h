// Bytes that can be read at any place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "data/byte_stream.h"

namespace discern {

// Whether path can be read at any place as it is: no pipe, not gzip.
bool is_plain_file(const std::string& path);

class SeekableFile {
 public:
  // path itself if it is a plain file, else (gzip, standard input) a temporary copy of its bytes.
  explicit SeekableFile(const std::string& path);
  // A temporary copy of the rest of bytes, which no other process sees and nobody has to remove. Error(data)
  // for more than `most` bytes.
  SeekableFile(ByteStream& bytes, const std::string& name, std::uint64_t most);

  std::uint64_t size() const { return size_; }
  // Error(data) if [offset, offset + size) is not within the file.
  void read_at(std::uint64_t offset, char* to, std::size_t size) const;

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  void copy(ByteStream& bytes, std::uint64_t most);
  void measure();

  std::string name_;
  std::unique_ptr<std::FILE, Close> file_;
  std::uint64_t size_ = 0;
};

}  // namespace discern
