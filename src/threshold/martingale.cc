#include "threshold/martingale.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace discern {
namespace {

constexpr std::uint32_t kBins = 1u << 20;

// Higher scores have lower bins: a monotone map from the bits of a float.
std::uint32_t bin_of(double score) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(float(score));
  const std::uint32_t ordered = bits & 0x80000000u ? ~bits : bits | 0x80000000u;
  return kBins - 1 - (ordered >> 12);
}

}  // namespace

ConformalMartingale::ConformalMartingale(std::span<const double> calibration, double aside)
    : tree_(kBins + 1), counts_(kBins), aside_(aside) {
  for (const double score : calibration) insert(bin_of(score));
}

std::uint64_t ConformalMartingale::count_above(std::uint32_t bin) const {
  std::uint64_t sum = 0;
  for (std::uint32_t i = bin; i > 0; i -= i & -i) sum += tree_[i];
  return sum;
}

void ConformalMartingale::insert(std::uint32_t bin) {
  ++counts_[bin];
  ++total_;
  for (std::uint32_t i = bin + 1; i <= kBins; i += i & -i) ++tree_[i];
}

void ConformalMartingale::bet(double p) {
  // Each bet pays 1 + e (p - 1/2), e of -1, 0 and 1; a hundredth of the capital is spread anew before it.
  constexpr double kJump = 0.01;
  double sum = 0;
  for (int i = 0; i < 3; ++i) {
    capital_[i] = ((1 - kJump) * capital_[i] + kJump / 3) * (1 + (i - 1) * (p - 0.5));
    sum += capital_[i];
  }
  for (double& part : capital_) part /= sum;
  log_value_ += std::log(sum);
  log_most_ = std::max(log_most_, log_value_);
  if (alarm_ == 0 && log_value_ >= std::log(kAlarm)) alarm_ = records_;
}

void ConformalMartingale::add(double score) {
  ++records_;
  const std::uint32_t bin = bin_of(score);
  const double ties = double(counts_[bin]) + 1;
  const double p = (double(count_above(bin)) + random_.uniform() * ties) / double(total_ + 1);
  insert(bin);
  if (p > aside_) bet((p - aside_) / (1 - aside_));
}

}  // namespace discern
