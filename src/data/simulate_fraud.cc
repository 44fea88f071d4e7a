#include "data/simulate_fraud.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace discern::payments {
namespace {

template <std::size_t N>
std::uint8_t one_category(const std::array<std::string_view, N>& names, Random& random) {
  return category_called(names[random.below(N)]);
}

struct Scene {
  const HonestPayments& world;
  std::int64_t first_day, days;
  Random& random;
  std::vector<Payment>& out;

  std::int64_t draw_day() const { return first_day + std::int64_t(random.below(std::uint64_t(days))); }
  // Hours after midnight may exceed 24.
  std::int64_t draw_time(double from_hour, double to_hour) const {
    return draw_day() * kDaySeconds + std::int64_t(3600 * uniform_between(random, from_hour, to_hour));
  }
  // Criminals pay where the card has not been.
  std::uint32_t draw_merchant() const { return std::uint32_t(random.below(2 * kMerchantsPerCategory)); }
  // A network address: through a proxy near the victim, or far away.
  Place draw_address(Place home, double near_share) const {
    return around(home, random.uniform() < near_share ? 12 : 1500, random);
  }
  std::uint8_t draw_web_country() const {
    return std::uint8_t(draw_index(random, countries(), [](const Country& c) { return c.web; }));
  }
  double draw_price(double median, double spread, const Category& category) const {
    return rounded_amount(log_normal(random, median, spread), category.rounding, random);
  }
  double draw_price(double median, double spread, std::uint8_t category) const {
    return draw_price(median, spread, categories()[category]);
  }
};

void test_card(const Scene& scene) {
  Random& random = scene.random;
  Payment payment;
  payment.kind = PaymentKind::card_testing;
  payment.card = scene.world.draw_card(random);
  payment.mode = EntryMode::online;
  payment.time = scene.draw_time(0, 24);
  payment.place = scene.draw_address(scene.world.cards()[payment.card].home, .5);
  for (std::uint64_t left = 5 + random.below(8); left > 0; --left) {
    payment.category = one_category<3>({"digital", "charity", "transport"}, random);
    payment.country = scene.draw_web_country();
    payment.merchant = scene.draw_merchant();
    payment.amount = std::round(100 * uniform_between(random, .5, 4)) / 100;
    scene.out.push_back(payment);
    payment.time += std::int64_t(uniform_between(random, 15, 300));
  }
  if (random.uniform() > .35) return;
  payment.category = category_called("electronics");
  payment.amount = scene.draw_price(330, .4, payment.category);
  scene.out.push_back(payment);
}

void use_stolen_card(const Scene& scene) {
  Random& random = scene.random;
  Payment payment;
  payment.kind = PaymentKind::stolen_card;
  payment.card = scene.world.draw_card(random);
  const Card& card = scene.world.cards()[payment.card];
  payment.country = card.country;
  payment.time = scene.draw_time(10, 22.5);
  const Place quarter = around(card.home, 18, random);
  for (std::uint64_t left = 4 + random.below(6); left > 0; --left) {
    payment.category = one_category<5>({"grocery", "fuel", "clothing", "electronics", "beauty"}, random);
    payment.merchant = scene.draw_merchant();
    payment.mode = random.uniform() < .93 ? EntryMode::contactless : EntryMode::magstripe;
    payment.amount = std::round(100 * uniform_between(random, 28, kContactlessLimit)) / 100;
    payment.place = around(quarter, 1, random);
    scene.out.push_back(payment);
    payment.time += std::int64_t(60 * uniform_between(random, 3, 22));
  }
}

void take_account_over(const Scene& scene) {
  Random& random = scene.random;
  Payment payment;
  payment.kind = PaymentKind::account_takeover;
  payment.card = scene.world.draw_card(random);
  payment.mode = EntryMode::online;
  payment.time = scene.draw_time(23, 29.5);
  payment.place = scene.draw_address(scene.world.cards()[payment.card].home, .6);
  for (std::uint64_t left = 1 + random.below(4); left > 0; --left) {
    payment.category = one_category<4>({"electronics", "travel", "clothing", "digital"}, random);
    payment.country = scene.draw_web_country();
    payment.merchant = scene.draw_merchant();
    payment.amount =
        scene.draw_price(payment.category == category_called("digital") ? 75 : 360, .5, payment.category);
    scene.out.push_back(payment);
    payment.time += std::int64_t(60 * uniform_between(random, 4, 50));
  }
}

void copy_stripe(const Scene& scene) {
  Random& random = scene.random;
  Payment payment;
  payment.kind = PaymentKind::foreign_magstripe;
  payment.card = scene.world.draw_card(random);
  payment.mode = EntryMode::magstripe;
  const auto readers = [](const Country& c) { return c.customers > 0 ? 0 : c.magstripe; };
  payment.country = std::uint8_t(draw_index(random, countries(), readers));
  const Country& country = countries()[payment.country];
  const Place town = around(country.centre, country.radius / 2, random);
  payment.time = scene.draw_time(8, 23);
  for (std::uint64_t left = 1 + random.below(4); left > 0; --left) {
    payment.category = one_category<4>({"electronics", "clothing", "cash", "fuel"}, random);
    payment.merchant = scene.draw_merchant();
    payment.amount = scene.draw_price(120, .6, payment.category);
    payment.place = around(town, 4, random);
    scene.out.push_back(payment);
    payment.time += std::int64_t(60 * uniform_between(random, 8, 90));
  }
}

void overcharge(const Scene& scene) {
  Random& random = scene.random;
  Payment payment;
  payment.kind = PaymentKind::merchant_collusion;
  payment.category = one_category<3>({"restaurant", "beauty", "transport"}, random);
  payment.merchant = scene.draw_merchant();
  const double usual = 4 * categories()[payment.category].median;
  for (std::uint64_t left = 4 + random.below(8); left > 0; --left) {
    payment.card = scene.world.draw_card(random);
    const Card& card = scene.world.cards()[payment.card];
    payment.country = card.country;
    payment.place = around(card.home, 8, random);
    payment.mode = random.uniform() < .8 ? EntryMode::chip : EntryMode::magstripe;
    payment.amount = rounded_amount(log_normal(random, usual, .35), Rounding::tens, random);
    payment.time = scene.draw_time(22.5, 28);
    scene.out.push_back(payment);
  }
}

struct Crime {
  void (*commit)(const Scene&);
  double weight;  // of episodes, so that every kind has about as many payments
};
constexpr std::array<Crime, 5> kCrimes{{{test_card, .12},
                                        {use_stolen_card, .16},
                                        {take_account_over, .36},
                                        {copy_stripe, .36},
                                        {overcharge, .13}}};

}  // namespace

std::vector<Payment> plan_fraud(const FraudPlan& plan, const HonestPayments& world) {
  Random random(plan.seed, fmt::format("payment fraud from day {}", plan.first_day));
  const std::int64_t end = (plan.first_day + plan.days) * kDaySeconds;
  std::vector<Payment> payments, episode;
  while (payments.size() < plan.payments) {
    episode.clear();
    const std::size_t crime = draw_index(random, kCrimes, [](const Crime& c) { return c.weight; });
    kCrimes[crime].commit({world, plan.first_day, plan.days, random, episode});
    for (const Payment& payment : episode)
      if (payment.time < end && payments.size() < plan.payments) payments.push_back(payment);
  }
  std::stable_sort(payments.begin(), payments.end(),
                   [](const Payment& a, const Payment& b) { return a.time < b.time; });
  return payments;
}

Blocks::Blocks(const std::vector<Payment>& fraud, std::size_t cards) : spans_(cards) {
  for (const Payment& payment : fraud)
    if (payment.kind != PaymentKind::merchant_collusion)
      spans_[payment.card].push_back({payment.time, payment.time + 3 * kDaySeconds});
}

bool Blocks::operator()(std::uint32_t card, std::int64_t time) const {
  const auto& spans = spans_[card];
  return std::any_of(spans.begin(), spans.end(), [&](Span s) { return time >= s.from && time < s.to; });
}

}  // namespace discern::payments
