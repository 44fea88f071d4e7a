// The members of a zip file (stored or deflated, zip64 too): APPNOTE.TXT 6.3 of PKWARE.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data/byte_stream.h"
#include "data/seekable_file.h"

namespace discern {

struct ZipMember {
  std::string name;
  unsigned method = 0;  // 0 stored, 8 deflated
  bool encrypted = false;
  std::uint32_t crc = 0;
  std::uint64_t compressed = 0, size = 0;  // bytes
  std::uint64_t header = 0;                // place of its local header
};

class ZipArchive {
 public:
  // Reads the central directory of path. Error(data) for what is no sound zip file.
  explicit ZipArchive(const std::string& path);

  const std::vector<ZipMember>& members() const { return members_; }
  // The member's bytes; sizes and checksum are checked by the time the last one has been read. The stream may
  // outlive the archive.
  std::unique_ptr<ByteStream> open(const ZipMember& member) const;

 private:
  struct Directory {
    std::uint64_t begin = 0, size = 0, members = 0;
  };
  Directory find_directory() const;
  void read_large(std::uint64_t locator, Directory& directory) const;
  void read_members(const Directory& directory);
  [[noreturn]] void refuse(const char* what) const;

  std::string name_;
  std::shared_ptr<const SeekableFile> file_;
  std::vector<ZipMember> members_;
};

}  // namespace discern
