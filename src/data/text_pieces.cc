#include "data/text_pieces.h"

#include <cstring>
#include <string_view>

#include "base/fail.h"

namespace discern {
namespace {

constexpr std::size_t kPiece = std::size_t(1) << 20;
constexpr std::size_t kLongestRecord = std::size_t(128) << 20;

}  // namespace

TextPieces::TextPieces(const std::string& path) : name_(shown_path(path)), bytes_(open_bytes(path)) {
  read_piece(kPiece);
  skip_byte_order_mark();
}

bool TextPieces::more() {
  if (ended_) return false;
  const std::size_t unread = std::size_t(end_ - begin_);
  if (unread > kLongestRecord)
    fail(Fault::data, "{}: a record is longer than {} MiB; check quotes and line ends", name_,
         kLongestRecord >> 20);
  read_piece(unread > kPiece / 2 ? 2 * unread : kPiece);
  return std::size_t(end_ - begin_) > unread;
}

void TextPieces::read_piece(std::size_t size) {
  const std::size_t unread = std::size_t(end_ - begin_);
  auto storage = std::make_shared_for_overwrite<char[]>(size + 1 + kPadding);
  if (unread > 0) std::memcpy(storage.get(), begin_, unread);
  storage_ = std::move(storage);
  begin_ = storage_.get();
  char* const fresh = begin_ + unread;
  const std::size_t got = read_fully(*bytes_, fresh, size - unread);
  ended_ = got < size - unread;
  end_ = fresh + got;
  if (std::memchr(fresh, '\0', got))
    fail(Fault::data,
         "{}: holds a zero byte; expected text in UTF-8: convert it, or name its format (npy:FILE)", name_);
  if (ended_ && end_ > begin_ && end_[-1] != '\n') *end_++ = '\n';
  std::memset(end_, 0, kPadding);
}

void TextPieces::skip_byte_order_mark() {
  if (std::string_view(begin_, std::size_t(end_ - begin_)).starts_with("\xEF\xBB\xBF")) begin_ += 3;
}

}  // namespace discern
