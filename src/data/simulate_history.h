// What a bank works out about a payment from the same card's past, and from nothing later.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "data/simulate_tables.h"

namespace discern::payments {

// Nothing where the card has no past.
struct Past {
  std::optional<double> minutes_since_last;
  std::optional<double> km_since_last;
  std::optional<double> amount_to_median;  // of the card's last kAmounts payments
  std::size_t last_hour = 0;               // payments of the card in the 60 minutes before
  std::size_t last_day = 0;                // in the 24 hours before
  bool new_merchant = true;                // not among the card's last kMerchants
};

class CardHistory {
 public:
  // Payments of one card come in the order of time.
  Past observe(const Payment& payment);

  static constexpr std::size_t kAmounts = 20;
  static constexpr std::size_t kMerchants = 64;

 private:
  std::vector<std::int64_t> times_;  // of the 24 hours before the last payment, and the last
  std::vector<float> amounts_;       // rings
  std::vector<std::uint32_t> merchants_;
  std::size_t seen_ = 0;
  Place place_;
};

}  // namespace discern::payments
