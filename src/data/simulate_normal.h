// What honest card holders pay in a day.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "data/simulate_cards.h"

namespace discern::payments {

// How busy a day is against an average one: weekday, and more when salaries have come. Days from 1970-01-01.
double business_of(std::int64_t day);
// 0 is Monday.
int weekday_of(std::int64_t day);

// Amount as this category prints it on its receipts.
double rounded_amount(double amount, Rounding rounding, Random& random);

class HonestPayments {
 public:
  HonestPayments(std::uint64_t seed, std::vector<Card> cards);
  HonestPayments(const HonestPayments&) = delete;
  HonestPayments& operator=(const HonestPayments&) = delete;

  // `count` payments of the day, in no order. blocked(card, time) says which cards cannot be used.
  std::vector<Payment> day(std::int64_t day, std::size_t count,
                           const std::function<bool(std::uint32_t, std::int64_t)>& blocked);
  const std::vector<Card>& cards() const { return cards_; }
  // A card, by how much it is used.
  std::uint32_t draw_card(Random& random) const;

 private:
  struct Day {
    std::int64_t number;
    double amounts;  // against an ordinary day
    bool weekend;
  };
  std::uint8_t draw_category(const Card& card, const Day& day, Random& random) const;
  bool place_payment(Payment& payment, const Day& day, Random& random) const;
  void pay_online(Payment& payment, const Whereabouts::Spot& spot, Random& random) const;
  void pay_at_terminal(Payment& payment, const Whereabouts::Spot& spot, Random& random) const;
  bool draw_payment(Payment& payment, const Day& day, Random& random) const;
  void add_more_of_the_same(std::vector<Payment>& payments, std::size_t most, Random& random) const;

  std::uint64_t seed_;
  std::vector<Card> cards_;
  std::vector<double> activity_;  // [cards] running sum
  Whereabouts whereabouts_;
};

}  // namespace discern::payments
