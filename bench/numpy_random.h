// NumPy's default_rng(seed).permutation, number for number, so that splits made in Python can be made here.
// PCG64 is O'Neill 2014, "PCG: a family of simple fast space-efficient statistically good algorithms"; seeds
// are spread by NumPy's SeedSequence, a shuffle draws halves of 64 bits and rejects what is beyond its limit.
#pragma once

#include <cstdint>
#include <vector>

namespace discern::bench {

class NumpyRandom {
 public:
  explicit NumpyRandom(std::uint64_t seed);

  std::uint64_t raw();  // [0, 2^64), bit_generator.random_raw()
  std::vector<std::uint32_t> permutation(std::vector<std::uint32_t> values);

 private:
  __extension__ using Wide = unsigned __int128;
  std::uint32_t half();
  std::uint32_t up_to(std::uint32_t most);  // most > 0
  void step();

  Wide state_ = 0;
  Wide increment_ = 0;
  std::uint32_t kept_half_ = 0;
  bool has_half_ = false;
};

}  // namespace discern::bench
