#include "data/simulate_normal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace discern::payments {
namespace {

unsigned day_of_month(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  return unsigned(date.day());
}

bool salary_has_come(std::int64_t day) {
  return day_of_month(day) >= 26 || day_of_month(day) <= 2;
}

// Seconds into the day, by the category's peaks and the card's rhythm; around the clock only where it is
// open.
std::int64_t draw_second(const Hours& hours, double rhythm, Random& random) {
  for (int attempt = 0; attempt < 16; ++attempt) {
    const bool second = random.uniform() < hours.second_share;
    const double hour = second ? hours.second + hours.second_width * random.normal()
                               : hours.first + hours.first_width * random.normal();
    const double shifted = hour + rhythm;
    if (shifted >= hours.open && shifted < hours.close && shifted < 24) return std::int64_t(shifted * 3600);
  }
  return std::int64_t(uniform_between(random, hours.open, std::min(hours.close, 24.0)) * 3600);
}

// Regulars go where they always go; the rest is spread unevenly over all merchants.
std::uint32_t draw_merchant(const Card& card, std::uint8_t category, Random& random) {
  if (random.uniform() < .75) {
    const std::uint32_t favourite = std::uint32_t(random.below(2));
    return (card.favourites + 97u * category + 1013u * favourite) % kMerchantsPerCategory;
  }
  return std::uint32_t(kMerchantsPerCategory * std::pow(random.uniform(), 2.0));
}

double draw_amount(const Card& card, const Category& category, double today, Random& random) {
  const double rare = random.uniform() < .004 ? uniform_between(random, 3, 8) : 1;
  return log_normal(random, category.median * card.level * today * rare, category.spread);
}

}  // namespace

int weekday_of(std::int64_t day) {
  return int((day + 3) % 7);
}

double business_of(std::int64_t day) {
  constexpr std::array<double, 7> week{.92, .94, .97, 1.02, 1.15, 1.20, .80};
  return week[std::size_t(weekday_of(day))] * (salary_has_come(day) ? 1.12 : 1);
}

double rounded_amount(double amount, Rounding rounding, Random& random) {
  const double draw = random.uniform();
  switch (rounding) {
    case Rounding::tens:
      return std::max(10.0, 10 * std::round(amount / 10));
    case Rounding::halves:
      return draw < .6 ? std::max(1.0, std::round(2 * amount) / 2) : std::round(100 * amount) / 100;
    case Rounding::price_tags:
      return draw < .7 ? std::max(.99, std::round(amount) - (draw < .45 ? .01 : .05))
                       : std::max(.5, std::round(100 * amount) / 100);
    case Rounding::cents:
      break;
  }
  return std::max(.2, std::round(100 * amount) / 100);
}

HonestPayments::HonestPayments(std::uint64_t seed, std::vector<Card> cards)
    : seed_(seed), cards_(std::move(cards)), whereabouts_(seed, cards_) {
  double sum = 0;
  for (const Card& card : cards_) activity_.push_back(sum += card.activity);
}

std::uint32_t HonestPayments::draw_card(Random& random) const {
  const double at = random.uniform() * activity_.back();
  const auto found = std::upper_bound(activity_.begin(), activity_.end(), at);
  return std::uint32_t(
      std::min<std::ptrdiff_t>(found - activity_.begin(), std::ptrdiff_t(cards_.size()) - 1));
}

std::uint8_t HonestPayments::draw_category(const Card& card, const Day& day, Random& random) const {
  std::array<double, kCategories> weights;
  for (std::size_t c = 0; c < kCategories; ++c)
    weights[c] = categories()[c].weight * card.taste[c] * (day.weekend ? categories()[c].weekend : 1);
  return std::uint8_t(draw_index(random, weights, [](double weight) { return weight; }));
}

void HonestPayments::pay_online(Payment& payment, const Whereabouts::Spot& spot, Random& random) const {
  payment.mode = EntryMode::online;
  payment.country = cards_[payment.card].country;
  if (random.uniform() < .3)
    payment.country = std::uint8_t(draw_index(random, countries(), [](const Country& c) { return c.web; }));
  payment.place = around(spot.place, 4, random);
  // Behind a proxy, or on a foreign network.
  if (random.uniform() < .02) payment.place = around(spot.place, 700, random);
}

void HonestPayments::pay_at_terminal(Payment& payment, const Whereabouts::Spot& spot, Random& random) const {
  const Card& card = cards_[payment.card];
  payment.country = spot.country;
  const double reach = categories()[payment.category].reach;
  payment.place = around(spot.place, spot.away ? 5 : reach * card.mobility, random);
  payment.mode = EntryMode::chip;
  if (payment.amount <= kContactlessLimit && random.uniform() < card.contactless)
    payment.mode = EntryMode::contactless;
  if (random.uniform() < countries()[payment.country].magstripe) payment.mode = EntryMode::magstripe;
  if (payment.category == category_called("cash") && payment.mode == EntryMode::contactless)
    payment.mode = EntryMode::chip;
}

bool HonestPayments::place_payment(Payment& payment, const Day& day, Random& random) const {
  const Card& card = cards_[payment.card];
  const Category& category = categories()[payment.category];
  const bool web = random.uniform() < category.web;
  const Hours& hours = web ? web_hours() : category.hours;
  payment.time = day.number * kDaySeconds + draw_second(hours, card.rhythm, random);
  const auto spot = whereabouts_.at(payment.card, payment.time);
  if (!spot) return false;
  if (web)
    pay_online(payment, *spot, random);
  else
    pay_at_terminal(payment, *spot, random);
  return true;
}

bool HonestPayments::draw_payment(Payment& payment, const Day& day, Random& random) const {
  payment.card = draw_card(random);
  const Card& card = cards_[payment.card];
  payment.category = draw_category(card, day, random);
  const Category& category = categories()[payment.category];
  payment.merchant = draw_merchant(card, payment.category, random);
  payment.amount =
      rounded_amount(draw_amount(card, category, day.amounts, random), category.rounding, random);
  return place_payment(payment, day, random);
}

// People run several errands in a row, and some games sell one trinket after the other.
void HonestPayments::add_more_of_the_same(std::vector<Payment>& payments, std::size_t most,
                                          Random& random) const {
  Payment next = payments.back();
  const Card& card = cards_[next.card];
  const bool web = next.mode == EntryMode::online;
  const bool game = web && card.plays && next.category == category_called("digital");
  const double again = game ? .6 : web ? .08 : .25;
  while (payments.size() < most && random.uniform() < again) {
    const double pause = game ? uniform_between(random, 1, 15) : uniform_between(random, 4, 50);
    const std::int64_t day = next.time / kDaySeconds;
    next.time += std::int64_t(60 * pause);
    if (next.time / kDaySeconds != day) return;
    if (!web)
      next.category = category_called(random.uniform() < .4   ? "grocery"
                                      : random.uniform() < .5 ? "clothing"
                                                              : "health");
    const Category& category = categories()[next.category];
    next.merchant = draw_merchant(card, next.category, random);
    next.amount = rounded_amount(draw_amount(card, category, 1, random), category.rounding, random);
    if (!web) pay_at_terminal(next, {next.place, next.country, true}, random);
    payments.push_back(next);
  }
}

std::vector<Payment> HonestPayments::day(std::int64_t number, std::size_t count,
                                         const std::function<bool(std::uint32_t, std::int64_t)>& blocked) {
  whereabouts_.start_day(number);
  Random random(seed_, fmt::format("payments of day {}", number));
  const Day day{number, salary_has_come(number) ? 1.12 : 1, weekday_of(number) >= 5};
  std::vector<Payment> payments;
  std::size_t refused = 0;
  while (payments.size() < count) {
    Payment payment;
    // A world in which all cards are blocked or under way must end too.
    const bool possible = draw_payment(payment, day, random) && !blocked(payment.card, payment.time);
    if (!possible && ++refused < 50 * (count + 1)) continue;
    payments.push_back(payment);
    add_more_of_the_same(payments, count, random);
  }
  return payments;
}

}  // namespace discern::payments
