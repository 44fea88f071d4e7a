#include "bench/numpy_random.h"

#include <array>
#include <bit>
#include <utility>

namespace discern::bench {
namespace {

// A multiplicative hash whose constant changes with every use.
class Hash {
 public:
  Hash(std::uint32_t first, std::uint32_t factor) : constant_(first), factor_(factor) {}
  std::uint32_t operator()(std::uint32_t value) {
    value ^= constant_;
    constant_ *= factor_;
    value *= constant_;
    return value ^ (value >> 16);
  }

 private:
  std::uint32_t constant_, factor_;
};

std::uint32_t mix(std::uint32_t a, std::uint32_t b) {
  const std::uint32_t sum = a * 0xca01f9ddu - b * 0x4973f715u;
  return sum ^ (sum >> 16);
}

std::array<std::uint32_t, 4> entropy_pool(std::uint64_t seed) {
  Hash hash(0x43b0d7e5u, 0x931e8875u);
  std::array<std::uint32_t, 4> pool = {std::uint32_t(seed), std::uint32_t(seed >> 32), 0, 0};
  for (std::uint32_t& word : pool) word = hash(word);
  for (std::size_t from = 0; from < 4; ++from)
    for (std::size_t to = 0; to < 4; ++to)
      if (from != to) pool[to] = mix(pool[to], hash(pool[from]));
  return pool;
}

std::array<std::uint64_t, 4> spread(std::uint64_t seed) {
  const auto pool = entropy_pool(seed);
  Hash hash(0x8b51f9ddu, 0x58f38dedu);
  std::array<std::uint64_t, 4> words{};
  for (std::size_t i = 0; i < 8; ++i) words[i / 2] |= std::uint64_t(hash(pool[i % 4])) << (i % 2 * 32);
  return words;
}

}  // namespace

NumpyRandom::NumpyRandom(std::uint64_t seed) {
  const auto words = spread(seed);
  increment_ = ((Wide(words[2]) << 64 | words[3]) << 1) | 1;
  step();
  state_ += Wide(words[0]) << 64 | words[1];
  step();
}

void NumpyRandom::step() {
  constexpr Wide factor = Wide(0x2360ed051fc65da4u) << 64 | 0x4385df649fccf645u;
  state_ = state_ * factor + increment_;
}

std::uint64_t NumpyRandom::raw() {
  step();
  return std::rotr(std::uint64_t(state_ >> 64) ^ std::uint64_t(state_), int(state_ >> 122));
}

std::uint32_t NumpyRandom::half() {
  if (std::exchange(has_half_, !has_half_)) return kept_half_;
  const std::uint64_t both = raw();
  kept_half_ = std::uint32_t(both >> 32);
  return std::uint32_t(both);
}

std::uint32_t NumpyRandom::up_to(std::uint32_t most) {
  const std::uint32_t mask = std::uint32_t(-1) >> std::countl_zero(most);
  std::uint32_t draw = half() & mask;
  while (draw > most) draw = half() & mask;
  return draw;
}

std::vector<std::uint32_t> NumpyRandom::permutation(std::vector<std::uint32_t> values) {
  for (std::size_t i = values.size(); i > 1; --i)
    std::swap(values[i - 1], values[up_to(std::uint32_t(i - 1))]);
  return values;
}

}  // namespace discern::bench
