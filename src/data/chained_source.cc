#include "data/chained_source.h"

#include <string_view>
#include <unordered_map>

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

  std::string name() const override {
    const std::string first = shown_path(files_[0].input.path);
    return files_.size() == 1 ? first : fmt::format("{} and {} more", first, files_.size() - 1);
  }

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
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < here.size(); ++i) places.emplace(here[i], i);
  for (const std::string& name : columns_) {
    const auto found = places.find(name);
    if (found == places.end())
      fail(Fault::data, "{}: column {} is missing, but is in {}{}; all files must have the same columns",
           file, shown(name), first, did_you_mean(name, here));
    order_.push_back(found->second);
    places.erase(found);
  }
  for (const std::string& name : here)
    if (places.contains(name))
      fail(Fault::data, "{}: column {} is not in {}; all files must have the same columns", file, shown(name),
           first);
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
