// Fraud of the practice world: episodes of several payments each. No kind is given away by one column.
//
// card_testing        many tiny online payments in minutes; games sell tiny things in a row too
// stolen_card         contactless just under the limit, in a row, a little away from home; so are errands
// account_takeover    dear things bought online at night; night is for small things, day for dear ones
// foreign_magstripe   a copied stripe used far away while its owner is at home; travellers use it far away as
// well merchant_collusion  a bar, a salon or a taxi that charges high round sums late at night, once a card
#pragma once

#include <cstdint>
#include <vector>

#include "data/simulate_normal.h"

namespace discern::payments {

struct FraudPlan {
  std::uint64_t seed = 0;
  std::int64_t first_day = 0, days = 0;  // from 1970-01-01
  std::size_t payments = 0;              // exactly so many
};

// In the order of time, all within the plan's days.
std::vector<Payment> plan_fraud(const FraudPlan& plan, const HonestPayments& world);

// When the bank has blocked a card: from its first fraudulent payment for three days. A rogue merchant's
// customers notice nothing.
class Blocks {
 public:
  Blocks(const std::vector<Payment>& fraud, std::size_t cards);
  bool operator()(std::uint32_t card, std::int64_t time) const;

 private:
  struct Span {
    std::int64_t from, to;
  };
  std::vector<std::vector<Span>> spans_;  // [cards]
};

}  // namespace discern::payments
