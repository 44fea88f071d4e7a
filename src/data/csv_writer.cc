#include "data/csv_writer.h"

#include <algorithm>

#include "base/fail.h"
#include "base/text.h"

namespace discern {
namespace {

char delimiter_beside(char decimal) {
  return decimal == ',' ? ';' : ',';
}

void append_cell(std::string& out, const Block& block, std::size_t column, std::size_t row, char decimal) {
  if (const auto* texts = std::get_if<TextColumn>(&block.columns[column]))
    return append_csv_field(out, (*texts)[row], delimiter_beside(decimal));
  const auto* numbers = std::get_if<NumberColumn>(&block.columns[column]);
  if (!numbers)
    fail(Fault::usage, "{}: a picture cannot be written as CSV; write text and numbers alone",
         block.place(row));
  const std::size_t begin = out.size();
  append_number(out, (*numbers)[row]);
  if (decimal != '.') std::replace(out.begin() + std::ptrdiff_t(begin), out.end(), '.', decimal);
}

}  // namespace

void append_csv_names(std::string& out, const std::vector<std::string>& columns, char decimal) {
  for (std::size_t j = 0; j < columns.size(); ++j) {
    if (j) out += delimiter_beside(decimal);
    append_csv_field(out, columns[j], delimiter_beside(decimal));
  }
  out += '\n';
}

void append_csv_records(std::string& out, const Block& block, char decimal) {
  for (std::size_t row = 0; row < block.size; ++row) {
    const std::size_t begin = out.size();
    for (std::size_t j = 0; j < block.columns.size(); ++j) {
      if (j) out += delimiter_beside(decimal);
      append_cell(out, block, j, row, decimal);
    }
    // A blank line would be no record.
    if (out.size() == begin) out += "\"\"";
    out += '\n';
  }
}

}  // namespace discern
