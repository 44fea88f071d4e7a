#include "data/csv_splitter.h"

namespace discern {

Split CsvSplitter::quoted(const char* open, std::string_view& field, bool& doubled, const char*& stop) {
  const char* close = open + 1;
  for (;;) {
    close = static_cast<const char*>(std::memchr(close, '"', std::size_t(end_ - close)));
    if (std::size_t((close ? close : end_) - open) > kMostField) return Split::too_long;
    // The text ends with a newline, so a quote is never its last byte once all of it is there.
    if (!close || close + 1 >= end_) return Split::open_quote;
    if (close[1] != '"') break;
    doubled = true;
    close += 2;
  }
  field = {open + 1, std::size_t(close - open - 1)};
  lines_ += std::uint64_t(std::count(field.begin(), field.end(), '\n'));
  stop = close + 1;
  if (*stop == '\r') ++stop;
  if (stop == end_) return Split::open_quote;
  const bool ends = *stop == '\n' || (*stop == delimiter_ && stop == close + 1);
  if (!ends) return Split::after_quote;
  scanner_.seek(stop + 1);
  return Split::record;
}

std::string_view undouble(std::string_view text) {
  char* const begin = const_cast<char*>(text.data());
  char* out = begin;
  for (std::size_t i = 0; i < text.size(); ++i) {
    *out++ = text[i];
    if (text[i] == '"') ++i;
  }
  return {begin, std::size_t(out - begin)};
}

}  // namespace discern
