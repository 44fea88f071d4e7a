#include "data/gzip_stream.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "base/fail.h"
#include "data/inflate.h"

namespace discern {
namespace {

constexpr std::size_t kInput = std::size_t(256) << 10;

class GzipStream final : public ByteStream {
 public:
  GzipStream(std::unique_ptr<ByteStream> compressed, const std::string& name)
      : compressed_(std::move(compressed)), name_(name), input_(kInput) {}

  std::size_t read(char* to, std::size_t size) override {
    z_stream& z = inflate_.stream;
    const auto room = uInt(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
    z.next_out = reinterpret_cast<Bytef*>(to);
    z.avail_out = room;
    while (z.avail_out == room && (z.avail_in > 0 || refill())) {
      if (!inside_ && !begin_member()) continue;
      const int result = inflate(&z, Z_NO_FLUSH);
      if (result == Z_STREAM_END)
        inside_ = false;
      else if (result != Z_OK && result != Z_BUF_ERROR)
        fail(Fault::data, "{}: damaged gzip data ({}); compress or copy the file again", name_,
             z.msg ? z.msg : "no reason given");
    }
    return room - z.avail_out;
  }

 private:
  bool refill() {
    z_stream& z = inflate_.stream;
    z.next_in = reinterpret_cast<Bytef*>(input_.data());
    z.avail_in = uInt(compressed_->read(input_.data(), input_.size()));
    if (z.avail_in > 0) return true;
    if (inside_) fail(Fault::data, "{}: the gzip data ends too early; copy the file again", name_);
    return false;
  }

  // False if the input at hand holds no more than padding: gzip allows zeros after a member.
  bool begin_member() {
    z_stream& z = inflate_.stream;
    while (begun_ && z.avail_in > 0 && *z.next_in == 0) ++z.next_in, --z.avail_in;
    if (z.avail_in == 0) return false;
    inflateReset(&z);
    begun_ = inside_ = true;
    return true;
  }

  std::unique_ptr<ByteStream> compressed_;
  std::string name_;
  std::vector<char> input_;
  Inflate inflate_{15 + 16};
  bool inside_ = false;  // a member has begun and not ended
  bool begun_ = false;   // the first member has
};

}  // namespace

std::unique_ptr<ByteStream> open_gzip(std::unique_ptr<ByteStream> compressed, const std::string& name) {
  return std::make_unique<GzipStream>(std::move(compressed), name);
}

}  // namespace discern
