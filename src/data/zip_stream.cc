#include "data/zip_stream.h"

#include <zlib.h>

#include <algorithm>
#include <vector>

#include "base/fail.h"
#include "data/inflate.h"

namespace discern {
namespace {

constexpr std::size_t kMostAtOnce = std::size_t(256) << 10;

class ZipStream final : public ByteStream {
 public:
  ZipStream(std::shared_ptr<const SeekableFile> file, const ZipMember& member, std::uint64_t begin,
            std::string name)
      : file_(std::move(file)),
        member_(member),
        at_(begin),
        compressed_left_(member.compressed),
        left_(member.size),
        name_(std::move(name)) {}

  std::size_t read(char* to, std::size_t size) override {
    size = std::size_t(std::min<std::uint64_t>({size, left_, kMostAtOnce}));
    if (size == 0) return 0;
    const std::size_t count = member_.method == 0 ? take(to, size) : inflate_some(to, size);
    if (count == 0) refuse();
    crc_ = crc32(crc_, reinterpret_cast<const Bytef*>(to), uInt(count));
    left_ -= count;
    if (left_ == 0 && crc_ != member_.crc) refuse();
    return count;
  }

 private:
  // Bytes as they stand in the file.
  std::size_t take(char* to, std::size_t size) {
    size = std::size_t(std::min<std::uint64_t>(size, compressed_left_));
    file_->read_at(at_, to, size);
    at_ += size;
    compressed_left_ -= size;
    return size;
  }

  std::size_t inflate_some(char* to, std::size_t size) {
    z_stream& z = inflate_.stream;
    z.next_out = reinterpret_cast<Bytef*>(to);
    z.avail_out = uInt(size);
    while (z.avail_out == size) {
      if (z.avail_in == 0) {
        input_.resize(kMostAtOnce);
        z.next_in = reinterpret_cast<Bytef*>(input_.data());
        z.avail_in = uInt(take(input_.data(), input_.size()));
      }
      const int result = inflate(&z, Z_NO_FLUSH);
      if (result != Z_OK) {
        if (result != Z_STREAM_END) refuse();
        break;
      }
    }
    return size - z.avail_out;
  }

  [[noreturn]] void refuse() const {
    fail(Fault::data, "{}: is damaged: its bytes do not match size and checksum; copy the file again", name_);
  }

  std::shared_ptr<const SeekableFile> file_;
  ZipMember member_;
  std::uint64_t at_, compressed_left_, left_;
  std::string name_;
  std::vector<char> input_;
  Inflate inflate_{-15};
  uLong crc_ = 0;
};

}  // namespace

std::unique_ptr<ByteStream> open_zip_member(std::shared_ptr<const SeekableFile> file, const ZipMember& member,
                                            std::uint64_t begin, std::string name) {
  return std::make_unique<ZipStream>(std::move(file), member, begin, std::move(name));
}

}  // namespace discern
