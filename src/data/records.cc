#include "discern/records.h"

#include <algorithm>
#include <utility>

#include "base/fail.h"
#include "data/byte_stream.h"
#include "data/column_names.h"

namespace discern {
namespace {

constexpr std::size_t kBlockRecords = 4096;

class MemorySource final : public Source {
 public:
  MemorySource(std::vector<std::string> names, std::vector<double> values)
      : names_(std::move(names)), values_(std::move(values)), records_(values_.size() / names_.size()) {}

  const std::vector<std::string>& columns() const override { return names_; }

  bool next(Block& block) override {
    const std::size_t count = std::min(kBlockRecords, records_ - done_);
    if (count == 0) return false;
    Block made;
    for (std::size_t column = 0; column < names_.size(); ++column) {
      NumberColumn out(count);
      for (std::size_t row = 0; row < count; ++row)
        out[row] = values_[(done_ + row) * names_.size() + column];
      made.columns.emplace_back(std::move(out));
    }
    made.first = made.first_in_file = done_ + 1;
    made.size = count;
    made.file = "memory";
    done_ += count;
    block = std::move(made);
    return true;
  }

 private:
  std::vector<std::string> names_;
  std::vector<double> values_;
  std::size_t records_;
  std::size_t done_ = 0;
};

}  // namespace

std::string Block::place(std::size_t row) const {
  if (lines.empty()) return fmt::format("{}: record {}", shown_path(file), first_in_file + row);
  return fmt::format("{}:{}", shown_path(file), lines[row]);
}

std::unique_ptr<Source> make_source(std::vector<std::string> names, std::vector<double> values) {
  check_columns("memory", names);
  if (values.empty() || values.size() % names.size() != 0)
    fail(Fault::usage,
         "memory: {} values for {} columns; expected as many for every record, and one record at least",
         values.size(), names.size());
  return std::make_unique<MemorySource>(std::move(names), std::move(values));
}

}  // namespace discern
