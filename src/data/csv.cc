#include <algorithm>
#include <optional>

#include "base/fail.h"
#include "base/text.h"
#include "data/column_names.h"
#include "data/csv_header.h"
#include "data/csv_splitter.h"
#include "data/sources.h"
#include "data/text_source.h"

namespace discern {
namespace {

// A record that has been looked at but not taken.
struct Row {
  std::vector<std::string> fields;
  std::size_t end = 0;     // of its text, counted from the unread text
  std::uint64_t line = 1;  // it starts on
  std::uint64_t next_line = 1;
};

class CsvSource final : public TextSource {
 public:
  CsvSource(const std::string& path, const ReadOptions& options)
      : TextSource(path, options),
        delimiter_(options.delimiter ? options.delimiter : first_delimiter(options.decimal)),
        splitter_(delimiter_) {
    if (delimiter_ == options.decimal || delimiter_ == '"' || delimiter_ == '\n' || delimiter_ == '\r')
      fail(Fault::usage, "delimiter {}: stands for something else already; choose another",
           shown({&delimiter_, 1}));
    const std::optional<Row> first = look(Row{});
    if (!first) fail(Fault::data, "{}: is empty; expected a header and records", shown_path(path));
    check_line_ends(*first);
    const std::optional<Row> second = look(*first);
    name_columns(*first, second, options);
  }

 private:
  char first_delimiter(char decimal) {
    return find_delimiter({pieces_.begin(), std::size_t(pieces_.end() - pieces_.begin())}, decimal);
  }

  std::optional<Row> look(const Row& after);
  void check_line_ends(const Row& first) const;
  void name_columns(const Row& first, const std::optional<Row>& second, const ReadOptions& options);
  std::size_t fill(std::size_t most) override;
  std::size_t split(std::size_t most);
  [[noreturn]] void refuse(Split fault, std::uint64_t line) const;
  void check_width(std::size_t width) const;

  char delimiter_;
  CsvSplitter splitter_;
  std::string expected_as_;  // "the header", "the first record"
  std::vector<std::string_view*> doubled_;
};

std::optional<Row> CsvSource::look(const Row& after) {
  Row row;
  row.line = after.next_line;
  std::size_t begin = after.end;
  for (;;) {
    splitter_.start(pieces_.begin() + begin, pieces_.end());
    row.fields.clear();
    const bool any = pieces_.begin() + begin < pieces_.end();
    const Split split =
        !any ? Split::incomplete : splitter_.record([&](std::string_view field, bool doubled) {
          row.fields.emplace_back(field);
          if (doubled) row.fields.back() = undouble(row.fields.back());
        });
    if (split == Split::record) break;
    if (split == Split::after_quote || split == Split::too_long) refuse(split, row.line);
    if (split == Split::blank) {
      begin = std::size_t(splitter_.at() - pieces_.begin());
      ++row.line;
    } else if (!pieces_.more()) {
      if (any) refuse(split, row.line);
      return std::nullopt;
    }
  }
  row.end = std::size_t(splitter_.at() - pieces_.begin());
  row.next_line = row.line + splitter_.lines();
  return row;
}

void CsvSource::check_line_ends(const Row& first) const {
  for (const std::string& field : first.fields)
    for (std::size_t at = 0; (at = field.find('\r', at)) != field.npos; ++at)
      if (at + 1 == field.size() || field[at + 1] != '\n')
        fail(Fault::data, "{}: lines end with a carriage return alone; expected a newline: convert the file",
             place(first.line));
}

void CsvSource::name_columns(const Row& first, const std::optional<Row>& second, const ReadOptions& options) {
  const bool header = options.header == Header::present ||
                      (options.header == Header::detect &&
                       is_header(first.fields, second ? second->fields : std::vector<std::string>{},
                                 options.decimal, is_missing_));
  if (!header) {
    check_column_count(place(first.line), first.fields.size());
    columns_ = numbered_columns(first.fields.size());
    expected_as_ = "the first record";
    return;
  }
  for (const std::string& field : first.fields) columns_.emplace_back(trim(field));
  check_columns(place(first.line), columns_);
  if (!second)
    fail(Fault::data, "{}: has a header but no records; expected at least one record", shown_path(path_));
  pieces_.advance(pieces_.begin() + first.end);
  line_ = first.next_line;
  expected_as_ = "the header";
}

std::size_t CsvSource::fill(std::size_t most) {
  for (;;) {
    if (const std::size_t rows = split(most); rows > 0) return rows;
    if (pieces_.more()) continue;
    if (pieces_.begin() == pieces_.end()) return 0;
    refuse(Split::open_quote, line_);
  }
}

std::size_t CsvSource::split(std::size_t most) {
  const std::size_t width = columns_.size();
  doubled_.clear();
  splitter_.start(pieces_.begin(), pieces_.end());
  std::size_t row = 0;
  while (row < most && splitter_.at() < pieces_.end()) {
    std::size_t column = 0;
    const std::size_t doubled_before = doubled_.size();
    const Split found = splitter_.record([&](std::string_view field, bool doubled) {
      if (column < width) {
        std::string_view& out = cell(column, row);
        out = is_missing_(field) ? std::string_view() : field;
        if (doubled) doubled_.push_back(&out);
      }
      ++column;
    });
    if (found == Split::incomplete || found == Split::open_quote) {
      doubled_.resize(doubled_before);
      break;
    }
    if (found == Split::record) {
      if (column != width) check_width(column);
      begin_record(row++);
    } else if (found != Split::blank) {
      refuse(found, line_);
    }
    line_ += splitter_.lines();
  }
  for (std::string_view* field : doubled_) *field = undouble(*field);
  pieces_.advance(splitter_.at());
  return row;
}

void CsvSource::check_width(std::size_t width) const {
  if (width == columns_.size()) return;
  fail(Fault::data, "{}: {} field{}, expected {} as in {}; quote fields that hold {}, or take the line out",
       place(), width, width == 1 ? "" : "s", columns_.size(), expected_as_,
       delimiter_ == '\t' ? "a tab" : fmt::format("\"{}\"", delimiter_));
}

void CsvSource::refuse(Split fault, std::uint64_t line) const {
  if (fault == Split::after_quote)
    fail(Fault::data,
         "{}: text follows a closing quote; expected the delimiter or the line's end: double quotes "
         "inside quotes",
         place(line));
  if (fault == Split::too_long)
    fail(Fault::data, "{}: a field is longer than {} MiB; close its quotes or take the record out",
         place(line), CsvSplitter::kMostField >> 20);
  fail(Fault::data, "{}: a quote is opened but never closed; close it or double it", place(line));
}

}  // namespace

std::unique_ptr<Source> open_csv(const Input& input, const ReadOptions& options) {
  return std::make_unique<CsvSource>(input.path, options);
}

std::unique_ptr<Source> open_tsv(const Input& input, const ReadOptions& options) {
  ReadOptions with_tab = options;
  if (with_tab.delimiter == '\0') with_tab.delimiter = '\t';
  return open_csv(input, with_tab);
}

}  // namespace discern
