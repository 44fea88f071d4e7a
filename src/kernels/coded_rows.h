// Rows in whole numbers of 16 bits, among which the few that may be nearest to a query are found quickly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/matrix.h"
#include "kernels/coded_scan.h"

namespace discern {

// Immutable after construction; const members may be called from any number of threads.
class CodedRows {
 public:
  static constexpr std::size_t kMostQueries = 256;

  // A record of `width` numbers, and the few rows that may be near it.
  struct Query {
    const float* x;
    double reach;               // some k rows are at most this far; infinity if none are known
    bool done;                  // by narrow; else the rows must be searched in another way
    const std::uint32_t* rows;  // [count], in their order; valid until the thread's next call
    std::size_t count;
  };

  CodedRows() = default;
  // Codes nothing (empty()) if the kernel is null, the rows are few or codes would not tell them apart.
  explicit CodedRows(const Matrix& rows, CodedScanKernel kernel = coded_scan_kernel());

  bool empty() const { return panels_.empty(); }
  // Rows too far out for a code, in their order: to be looked at beside those that narrow finds.
  const std::vector<std::uint32_t>& outside() const { return outside_; }

  // n <= kMostQueries. Where it sets done, all rows that are among the k nearest or tie with them are in
  // `rows` or outside(). Allocates nothing after a thread's first call.
  void narrow(Query* queries, std::size_t n, std::size_t k) const;

 private:
  struct Lists;
  void choose_scale(const Matrix& rows);
  void put(std::size_t row, const float* x);
  bool code(const float* x, std::int16_t* out, double& square, double& error) const;
  bool tells_apart(const Matrix& rows) const;

  CodedScanKernel kernel_ = nullptr;
  std::size_t width_ = 0, pairs_ = 0, size_ = 0;
  double most_ = 0;   // of a code
  double scale_ = 1;  // codes a unit
  double error_ = 0;  // the farthest that a row is from its code, in codes
  std::vector<double> centre_;
  std::vector<std::int16_t> panels_;  // [panels][pairs][columns][2]
  std::vector<std::int32_t> start_;   // [panels][columns]: minus half the squared norm, rounded up
  std::vector<std::uint32_t> outside_;
};

}  // namespace discern
