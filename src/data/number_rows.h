// Numbers as binary files hold them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "data/byte_stream.h"
#include "discern/records.h"

namespace discern {

struct NumberType {
  char kind = 'f';       // f float, i signed, u unsigned, b truth value
  std::size_t size = 8;  // bytes: 4 or 8 for f, 1 2 4 8 for i and u, 1 for b
  bool big_endian = false;

  bool known() const;
  // bytes [count * size] -> out [count]. Integers beyond 2^53 are rounded.
  void decode(const char* bytes, std::size_t count, double* out) const;
  // The same of numbers that stand `stride` bytes apart.
  void decode(const char* bytes, std::size_t stride, std::size_t count, double* out) const;
};

// rows x columns numbers, row by row.
struct NumberRows {
  NumberType type;
  std::size_t rows = 0;
  std::size_t columns = 0;

  std::size_t row_bytes() const { return columns * type.size; }
};

// Columns whose names are known and whose numbers come a block at a time.
class NumberSource : public Source {
 public:
  const std::vector<std::string>& columns() const override { return columns_; }
  bool next(Block& block) final;

 protected:
  NumberSource(std::string path, std::vector<std::string> columns, std::size_t records,
               const ReadOptions& options);
  // out[c] has room for count values of column c, of the records from `first` (counted from 0) on.
  virtual void fill(std::size_t first, std::size_t count, const std::vector<double*>& out) = 0;
  // Called once after the last record.
  virtual void finish() {}

  std::string path_;

 private:
  std::vector<std::string> columns_;
  std::size_t records_;
  std::size_t most_;
  std::size_t done_ = 0;
  bool finished_ = false;
};

// Reads `count` rows from bytes, which must hold them -> values [count, columns].
void read_values(ByteStream& bytes, const NumberRows& layout, std::size_t count, double* values,
                 const std::string& name);
// Reads `count` rows from bytes, which must hold them, into the columns from out on.
void read_rows(ByteStream& bytes, const NumberRows& layout, std::size_t count, double* const* out,
               const std::string& name);
// Error(data) if bytes go on.
void expect_end(ByteStream& bytes, const std::string& name);

}  // namespace discern
