// The practice world of `simulate payments`: where money is spent, on what, when and how. All figures are
// invented to look like a European bank's month; amounts are euros, distances km, hours of the local day.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/random.h"

namespace discern::payments {

// Flat map in km: good enough for distances between towns.
struct Place {
  double x = 0, y = 0;
};
double distance_km(Place a, Place b);
// A place at about km (exponential) from the centre, in any direction.
Place around(Place centre, double km, Random& random);

struct Country {
  std::string_view code;
  Place centre;
  double radius;     // km, of the part where people live
  double customers;  // weight among the bank's card holders
  double visitors;   // weight as a destination
  double web;        // weight as the seat of a web shop
  double magstripe;  // share of terminals that still read the stripe
};
std::span<const Country> countries();

enum class Rounding { cents, price_tags, halves, tens };

// When a category sells: two peaks of the day, and the hours in which it is open at all.
struct Hours {
  double first, first_width, second, second_width, second_share;
  double open, close;
};

struct Category {
  std::string_view name;
  double weight;   // share of payments
  double median;   // amount
  double spread;   // standard deviation of the log amount
  double web;      // share paid online
  double reach;    // mean distance from home, km
  double weekend;  // weight on Saturday and Sunday against other days
  Hours hours;
  Rounding rounding;
};
std::span<const Category> categories();
const Hours& web_hours();
inline constexpr std::size_t kCategories = 15;
std::uint8_t category_called(std::string_view name);

enum class EntryMode : std::uint8_t { chip, contactless, online, magstripe };
std::string_view entry_mode_name(EntryMode mode);

enum class PaymentKind : std::uint8_t {
  normal,
  card_testing,
  stolen_card,
  account_takeover,
  foreign_magstripe,
  merchant_collusion
};
std::string_view payment_kind_name(PaymentKind kind);

// One payment as it happened; what a detector sees is worked out from it and the card's past.
struct Payment {
  std::int64_t time = 0;  // seconds since 1970-01-01 00:00
  std::uint32_t card = 0;
  std::uint32_t merchant = 0;
  double amount = 0;
  Place place;  // of the terminal, or of the buyer's network address
  std::uint8_t category = 0;
  std::uint8_t country = 0;  // of the merchant
  EntryMode mode = EntryMode::chip;
  PaymentKind kind = PaymentKind::normal;
};

// Above it a contactless terminal asks for the chip and its PIN.
inline constexpr double kContactlessLimit = 50;
// Merchants are numbered from 0 in each category.
inline constexpr std::uint32_t kMerchantsPerCategory = 400;
inline constexpr std::int64_t kDaySeconds = 86400;

// [low, high)
double uniform_between(Random& random, double low, double high);
// exp(normal) around the median.
double log_normal(Random& random, double median, double spread);
// Index drawn by weight(item); items is not empty and the weights are not all zero.
template <class Items, class Weight>
std::size_t draw_index(Random& random, const Items& items, Weight weight) {
  double total = 0;
  for (const auto& item : items) total += weight(item);
  double left = random.uniform() * total;
  std::size_t index = 0;
  for (const auto& item : items) {
    left -= weight(item);
    if (left < 0) return index;
    ++index;
  }
  return items.size() - 1;
}

}  // namespace discern::payments
