// A memory of normal records, and what it says of how far another record is from them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/archive.h"
#include "kernels/distances.h"

namespace discern {

// Immutable after construction; const members may be called from any number of threads.
class Memory {
 public:
  static constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

  Memory() = default;
  // rows [n >= 2, width], finite; the k nearest, at most n - 1, are looked at.
  Memory(Matrix rows, std::size_t k);

  std::size_t size() const { return bank_.size(); }
  std::size_t width() const { return bank_.width(); }
  std::size_t neighbours() const { return k_; }
  const Bank& bank() const { return bank_; }
  // The median over the rows of their own mean distance to the others; > 0.
  double usual() const { return usual_; }

  // How far a record is, as logarithms that rise with each distance; d is the distance of a neighbour, m
  // usual(), l the neighbours' own mean distances to their neighbours, averaged:
  //   log(d_i / m + 0.05) for the k nearest, nearest first;
  //   log((mean d + 0.05 m) / (l + 0.05 m)), far for where it is, as a local outlier factor;
  //   log(l / m + 0.05), in a thin place.
  std::size_t evidences() const { return k_ + 2; }

  struct Found {
    std::vector<float> evidence;        // [n, evidences()]
    std::vector<float> distance;        // [n]: mean distance to the k nearest
    std::vector<std::uint32_t> index;   // [n, looked]: the k nearest, and with left_out one more
    std::vector<double> each_distance;  // [n, looked]
  };
  // x [n, width], finite; grows found where it is too small. left_out: null, or for each record the row that
  // is the record itself and is looked past, kNobody if none. likely: null, or an `index` found with the same
  // k and left_out for what is like these records; it saves time only. A record's bits do not depend on the
  // others.
  void measure(const float* x, std::size_t n, Found& found, const std::uint32_t* left_out = nullptr,
               const std::uint32_t* likely = nullptr) const;

  // The rows' own mean distances; the rows and k are kept by who has them.
  void save_spread(Archive& archive, const std::string& name) const;
  // Error(model) unless the archive holds the spread of as many rows, and more of them than k.
  static Memory load(const Archive& archive, const std::string& name, Matrix rows, std::size_t k);

 private:
  void evidence_of(const double* distance, const std::uint32_t* index, float* out, float& mean) const;

  Bank bank_;
  std::size_t k_ = 0;
  std::vector<float> local_;  // [rows]: mean distance to the k nearest others
  double usual_ = 1;
};

}  // namespace discern
