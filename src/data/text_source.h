// What the sources of text share: a block that is filled and handed on whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/missing_words.h"
#include "data/text_pieces.h"
#include "discern/records.h"

namespace discern {

class TextSource : public Source {
 public:
  const std::vector<std::string>& columns() const override { return columns_; }
  bool next(Block& block) final;

 protected:
  TextSource(const std::string& path, const ReadOptions& options);

  // "incoming.csv:37", for the record at hand.
  std::string place() const { return place(line_); }
  std::string place(std::uint64_t line) const { return shown_path(path_) + ":" + std::to_string(line); }
  // Reads up to `most` records of pieces_ into cell(column, row) and lines(row), and moves line_ on;
  // 0 only at the end.
  virtual std::size_t fill(std::size_t most) = 0;

  std::string_view& cell(std::size_t column, std::size_t row) { return cells_[column][row]; }
  void begin_record(std::size_t row) { made_.lines[row] = line_; }

  std::string path_;
  TextPieces pieces_;
  MissingWords is_missing_;
  std::vector<std::string> columns_;
  std::uint64_t line_ = 1;  // of the next unread record

 private:
  std::size_t lay_out();

  std::size_t block_records_;
  char decimal_;
  std::uint64_t records_ = 0;
  Block made_;
  std::vector<std::string_view*> cells_;
};

}  // namespace discern
