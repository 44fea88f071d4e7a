#include "base/random.h"

#include <cmath>
#include <locale>
#include <numbers>
#include <numeric>
#include <sstream>
#include <utility>

namespace discern {
namespace {

// FNV-1a: std::hash may differ between libraries.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ull;
  for (const unsigned char c : text) hash = (hash ^ c) * 1099511628211ull;
  return hash;
}

}  // namespace

Random::Random(std::uint64_t seed, std::string_view purpose) {
  const std::uint64_t stream = hash_of(purpose);
  std::seed_seq words{std::uint32_t(seed), std::uint32_t(seed >> 32), std::uint32_t(stream),
                      std::uint32_t(stream >> 32)};
  engine_.seed(words);
}

double Random::uniform() {
  return double(engine_() >> 11) * 0x1p-53;
}

// The standard library's distributions are not the same everywhere; Box and Muller's is.
double Random::normal() {
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

std::uint64_t Random::below(std::uint64_t limit) {
  const std::uint64_t accepted = limit * (std::uint64_t(-1) / limit);
  std::uint64_t draw = engine_();
  while (draw >= accepted) draw = engine_();
  return draw % limit;
}

std::vector<std::uint32_t> Random::permutation(std::uint32_t n) {
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  for (std::uint32_t i = n; i > 1; --i) std::swap(order[i - 1], order[below(i)]);
  return order;
}

std::string Random::state() const {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << engine_;
  return text.str();
}

bool Random::restore(const std::string& state) {
  std::istringstream text(state);
  text.imbue(std::locale::classic());
  std::mt19937_64 engine;
  if (!(text >> engine)) return false;
  engine_ = engine;
  return true;
}

}  // namespace discern
