// Where a value stands among sorted numbers, found by its leading bits.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

namespace discern {

// Buckets of numbers that share their leading bits, which order them; most hold a few. The same answers as
// std::lower_bound and std::upper_bound, whose branches random values mispredict. It keeps no numbers: each
// call is given those it was made from. Immutable; any number of threads.
template <class Float>
class SortedIndex {
 public:
  SortedIndex() = default;
  // sorted: ascending, not NaN.
  explicit SortedIndex(std::span<const Float> sorted) {
    if (sorted.empty()) return;
    least_ = ordered(sorted.front());
    const Bits range = ordered(sorted.back()) - least_;
    const std::size_t most = std::bit_ceil(std::min(2 * sorted.size(), kMostBuckets));
    while ((range >> shift_) >= most) ++shift_;
    last_ = range >> shift_;
    begins_.resize(std::size_t(last_) + 2);
    for (const Float value : sorted) ++begins_[std::size_t(bucket(value)) + 1];
    for (std::size_t b = 1; b < begins_.size(); ++b) begins_[b] += begins_[b - 1];
  }

  // How many are less than value, which is not NaN.
  std::size_t count_below(std::span<const Float> sorted, Float value) const {
    return count(sorted, value, [value](Float other) { return other < value; });
  }
  // How many are at most value.
  std::size_t count_up_to(std::span<const Float> sorted, Float value) const {
    return count(sorted, value, [value](Float other) { return other <= value; });
  }

 private:
  using Bits = std::conditional_t<sizeof(Float) == 4, std::uint32_t, std::uint64_t>;
  static constexpr std::size_t kMostBuckets = std::size_t(1) << 14;
  static constexpr std::size_t kFew = 4;

  // Unsigned numbers in the order of the values; both zeros are one.
  static Bits ordered(Float value) {
    constexpr Bits kSign = Bits(1) << (std::numeric_limits<Bits>::digits - 1);
    const Bits bits = std::bit_cast<Bits>(value + Float(0));
    return bits & kSign ? ~bits : bits | kSign;
  }

  Bits bucket(Float value) const {
    const Bits bits = ordered(value);
    return bits <= least_ ? 0 : std::min<Bits>((bits - least_) >> shift_, last_);
  }

  // What stands before the bucket of value is less, and what stands behind it larger.
  template <class Counts>
  std::size_t count(std::span<const Float> sorted, Float value, Counts counts) const {
    if (sorted.empty()) return 0;
    const std::size_t own = std::size_t(bucket(value)), begin = begins_[own], size = begins_[own + 1] - begin;
    if (size <= kFew && sorted.size() >= kFew) {
      const std::size_t from = std::min(begin, sorted.size() - kFew);
      std::size_t sum = from;
      for (std::size_t i = 0; i < kFew; ++i) sum += std::size_t(counts(sorted[from + i]));
      return sum;
    }
    const Float* at = sorted.data() + begin;
    for (std::size_t left = size; left > 0;) {
      const std::size_t half = (left + 1) / 2;
      at += half * std::size_t(counts(at[half - 1]));
      left -= half;
    }
    return std::size_t(at - sorted.data());
  }

  Bits least_ = 0, last_ = 0;
  int shift_ = 0;
  std::vector<std::uint32_t> begins_;  // of each bucket in the numbers, and their end
};

}  // namespace discern
