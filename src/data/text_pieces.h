// The text of a stream in pieces: what is unread of one piece moves to the front of the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "data/byte_stream.h"

namespace discern {

// Text that ends each line with a newline, also the last one, and has no zero byte and no byte order mark.
class TextPieces {
 public:
  static constexpr std::size_t kPadding = 64;  // zero bytes that follow end()

  explicit TextPieces(const std::string& path);

  // The unread text. Stays where it is as long as storage() is kept; may be written to.
  char* begin() { return begin_; }
  char* end() { return end_; }
  void advance(const char* to) { begin_ += to - begin_; }
  const std::shared_ptr<char[]>& storage() const { return storage_; }

  // Makes begin()..end() longer, in a new storage; false if the stream has no more text.
  bool more();

 private:
  void read_piece(std::size_t size);
  void skip_byte_order_mark();

  std::string name_;
  std::unique_ptr<ByteStream> bytes_;
  std::shared_ptr<char[]> storage_;
  char* begin_ = nullptr;
  char* end_ = nullptr;
  bool ended_ = false;
};

}  // namespace discern
