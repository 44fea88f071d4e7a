// Splits CSV text (RFC 4180) into records and fields.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "data/field_scanner.h"

namespace discern {

enum class Split {
  record,
  blank,        // a line without a character
  incomplete,   // the text ends inside a record
  open_quote,   // the text ends inside a quoted field
  after_quote,  // a quoted field goes on after its closing quote
  too_long,     // a field is longer than kMostField
};

class CsvSplitter {
 public:
  static constexpr std::size_t kMostField = std::size_t(1) << 20;

  explicit CsvSplitter(char delimiter) : delimiter_(delimiter), scanner_(delimiter) {}

  // [at, end) as TextPieces gives it.
  void start(const char* at, const char* end) {
    at_ = at;
    end_ = end;
    scanner_.start(at, end);
  }
  // Where the next record starts.
  const char* at() const { return at_; }
  // Lines of the last record or blank line.
  std::uint64_t lines() const { return lines_; }

  // Gives the fields of the next record to put(std::string_view text, bool doubled), text without its outer
  // quotes and doubled if quotes in it are. Moves on only for a record or a blank line.
  template <class Put>
  Split record(Put&& put);

 private:
  // Sets `field` to the inside of the quotes that open at `open`, and stop to what follows them.
  Split quoted(const char* open, std::string_view& field, bool& doubled, const char*& stop);

  char delimiter_;
  FieldScanner scanner_;
  const char* at_ = nullptr;
  const char* end_ = nullptr;
  std::uint64_t lines_ = 0;
};

// text with each doubled quote made one, in place; the text's memory must be writable.
std::string_view undouble(std::string_view text);

template <class Put>
Split CsvSplitter::record(Put&& put) {
  const char* start = at_;
  lines_ = 1;
  for (;;) {
    std::string_view field;
    bool doubled = false;
    const char* stop;
    const bool quotes = *start == '"';
    if (quotes) {
      if (const Split fault = quoted(start, field, doubled, stop); fault != Split::record) return fault;
    } else {
      stop = scanner_.next();
      field = {start, std::size_t(stop - start)};
      if (field.size() > kMostField) return Split::too_long;
      if (stop == end_) return Split::incomplete;
    }
    if (*stop == delimiter_) {
      put(field, doubled);
      start = stop + 1;
      continue;
    }
    if (!quotes && field.ends_with('\r')) field.remove_suffix(1);
    const bool blank = start == at_ && !quotes && field.empty();
    if (!blank) put(field, doubled);
    at_ = stop + 1;
    return blank ? Split::blank : Split::record;
  }
}

}  // namespace discern
