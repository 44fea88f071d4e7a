// One array in the format of numpy.save:
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/byte_stream.h"
#include "data/number_rows.h"
#include "data/seekable_file.h"

namespace discern {

struct NpyHeader {
  NumberRows layout;        // of one dimension: one column
  std::uint64_t begin = 0;  // of the numbers, in bytes
  bool by_column = false;   // Fortran order
  std::vector<std::uint64_t> shape;
};

// text is the dictionary, "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }"; Error(data) with
// name.
NpyHeader parse_npy_header(std::string_view text, const std::string& name);

// Records of an array, in order, in bounded memory.
class NpyArray {
 public:
  // Reads the header. Error(data) unless it is one to four dimensions of numbers with at least one record;
  // of more than two a row is all but the first, and they stand row by row.
  NpyArray(std::unique_ptr<ByteStream> bytes, std::string name);
  // The same of a file. Fortran order is read where it stands if the file is a plain one, which is not
  // mapped: a file that is cut short meanwhile is Error(data), not SIGBUS. Else it takes a temporary copy.
  explicit NpyArray(const std::string& path);

  const NumberRows& layout() const { return header_.layout; }
  const std::vector<std::uint64_t>& shape() const { return header_.shape; }
  // The numbers, row by row, for arrays of more than two dimensions; the array reads none itself then.
  std::shared_ptr<ByteStream> numbers() const { return bytes_; }
  // Records [first, first + count), which follow those of the call before.
  void fill(std::size_t first, std::size_t count, double* const* out);
  // After the last record: Error(data) if the file goes on.
  void finish();

 private:
  void keep_columns(const std::string& path);
  [[noreturn]] void refuse_size() const;

  std::string name_;
  std::shared_ptr<ByteStream> bytes_;
  NpyHeader header_;
  std::unique_ptr<SeekableFile> by_column_;  // where they stand column by column
  std::uint64_t first_column_ = 0;           // where the numbers begin in it
};

}  // namespace discern
