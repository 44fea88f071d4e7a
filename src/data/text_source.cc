#include "data/text_source.h"

#include <algorithm>

namespace discern {
namespace {

// A field takes a byte of text at least, but 16 as a view: wide records come in smaller blocks.
constexpr std::size_t kMostCells = std::size_t(1) << 20;

}  // namespace

TextSource::TextSource(const std::string& path, const ReadOptions& options)
    : path_(path),
      pieces_(path),
      is_missing_(options.missing),
      block_records_(options.block_records),
      decimal_(options.decimal) {}

std::size_t TextSource::lay_out() {
  const std::size_t most = std::max<std::size_t>(1, std::min(block_records_, kMostCells / columns_.size()));
  made_.columns.resize(columns_.size());
  cells_.clear();
  for (auto& column : made_.columns) {
    if (!std::holds_alternative<TextColumn>(column)) column = TextColumn();
    std::get<TextColumn>(column).resize(most);
    cells_.push_back(std::get<TextColumn>(column).data());
  }
  made_.lines.resize(most);
  return most;
}

bool TextSource::next(Block& block) {
  const std::size_t rows = fill(lay_out());
  if (rows == 0) return false;
  for (auto& column : made_.columns) std::get<TextColumn>(column).resize(rows);
  made_.lines.resize(rows);
  made_.size = rows;
  made_.first = made_.first_in_file = records_ + 1;
  made_.decimal = decimal_;
  made_.file = path_;
  made_.storage = pieces_.storage();
  records_ += rows;
  std::swap(block, made_);
  made_.storage.reset();
  return true;
}

}  // namespace discern
