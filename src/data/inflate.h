// zlib's inflate, owned.
#pragma once

#include <zlib.h>

#include <new>

namespace discern {

class Inflate {
 public:
  // window_bits as zlib's inflateInit2 takes them: 15 + 16 for gzip, -15 for bare deflate.
  explicit Inflate(int window_bits) {
    if (inflateInit2(&stream, window_bits) != Z_OK) throw std::bad_alloc();
  }
  ~Inflate() { inflateEnd(&stream); }
  Inflate(const Inflate&) = delete;
  Inflate& operator=(const Inflate&) = delete;

  z_stream stream{};
};

}  // namespace discern
