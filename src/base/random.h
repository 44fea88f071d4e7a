// Random numbers that are the same on every machine for the same seed and purpose.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace discern {

// Streams of one seed with different purposes are independent, so that drawing more for one purpose
// does not change another. Not thread-safe.
class Random {
 public:
  Random(std::uint64_t seed, std::string_view purpose);

  double uniform();                                         // [0, 1)
  double normal();                                          // N(0, 1)
  std::uint64_t below(std::uint64_t limit);                 // [0, limit), limit > 0
  std::vector<std::uint32_t> permutation(std::uint32_t n);  // of 0..n-1

  // Where the stream stands, as text; after restore(state()) the same numbers follow. False, and the stream
  // as it was, for text that is no such state.
  std::string state() const;
  bool restore(const std::string& state);

 private:
  std::mt19937_64 engine_;
};

}  // namespace discern
