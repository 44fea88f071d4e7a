#include "data/chained_source.h"

#include <algorithm>

#include "base/fail.h"
#include "base/text.h"
#include "data/byte_stream.h"
#include "data/column_names.h"

namespace discern {
namespace {

class ChainedSource final : public Source {
 public:
  ChainedSource(std::vector<PendingFile> files, const ReadOptions& options)
      : files_(std::move(files)), options_(options), source_(open()), columns_(source_->columns()) {}

  const std::vector<std::string>& columns() const override { return columns_; }

  bool next(Block& block) override {
    while (!source_->next(block)) {
      if (++at_ == files_.size()) {
        --at_;
        return false;
      }
      source_ = open();
      match_columns();
    }
    if (!order_.empty()) reorder(block);
    block.first = records_ + 1;
    records_ += block.size;
    return true;
  }

 private:
  std::unique_ptr<Source> open() const { return files_[at_].format->open(files_[at_].input, options_); }
  void match_columns();
  void reorder(Block& block) const;

  std::vector<PendingFile> files_;
  ReadOptions options_;
  std::size_t at_ = 0;  // of the file that source_ reads
  std::unique_ptr<Source> source_;
  std::vector<std::string> columns_;
  std::vector<std::size_t> order_;  // where column i stands in this file; empty: as in the first
  std::uint64_t records_ = 0;
};

void ChainedSource::match_columns() {
  order_.clear();
  const std::vector<std::string>& here = source_->columns();
  if (here == columns_) return;
  const std::string file = shown_path(files_[at_].input.path), first = shown_path(files_[0].input.path);
  for (const std::string& name : here)
    if (std::find(columns_.begin(), columns_.end(), name) == columns_.end())
      fail(Fault::data, "{}: column {} is not in {}{}; all files must have the same columns", file,
           shown(name), first, did_you_mean(name, columns_));
  for (const std::string& name : columns_) {
    const auto found = std::find(here.begin(), here.end(), name);
    if (found == here.end())
      fail(Fault::data, "{}: column {} is missing, but is in {}; all files must have the same columns", file,
           shown(name), first);
    order_.push_back(std::size_t(found - here.begin()));
  }
}

void ChainedSource::reorder(Block& block) const {
  decltype(block.columns) columns;
  for (const std::size_t from : order_) columns.push_back(std::move(block.columns[from]));
  block.columns = std::move(columns);
}

}  // namespace

std::unique_ptr<Source> chain(std::vector<PendingFile> files, const ReadOptions& options) {
  return std::make_unique<ChainedSource>(std::move(files), options);
}

}  // namespace discern
