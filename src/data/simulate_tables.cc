#include "data/simulate_tables.h"

#include <array>
#include <cmath>
#include <numbers>

#include "base/fail.h"

namespace discern::payments {
namespace {

constexpr std::array<Country, 14> kCountries{{
    // code, centre, radius, customers, visitors, web, magstripe
    {"DE", {0, 0}, 260, .78, .00, .30, .01},
    {"AT", {310, -420}, 120, .09, .16, .03, .01},
    {"NL", {-350, 130}, 80, .07, .10, .10, .01},
    {"FR", {-560, -300}, 300, .06, .14, .05, .01},
    {"IT", {200, -900}, 250, .00, .17, .03, .03},
    {"ES", {-1150, -1150}, 300, .00, .18, .02, .03},
    {"GB", {-750, 120}, 180, .00, .08, .10, .01},
    {"PL", {560, 80}, 200, .00, .06, .03, .02},
    {"TR", {1500, -1250}, 250, .00, .08, .01, .10},
    {"LU", {-300, -150}, 20, .00, .01, .12, .01},
    {"IE", {-1150, 200}, 80, .00, .02, .11, .01},
    {"US", {-6800, -900}, 1500, .00, .09, .11, .35},
    {"TH", {8400, -3200}, 200, .00, .05, .00, .25},
    {"CN", {7600, 300}, 400, .00, .02, .05, .20},
}};

constexpr Hours kShops{11, 1.8, 17, 1.7, .6, 8, 20.5};
constexpr Hours kScreens{13, 3.2, 20.5, 2.0, .6, 0, 24};

constexpr std::array<Category, kCategories> kCategoryTable{{
    {"grocery", .27, 26, .75, .04, 3, 1.1, {10.5, 2.0, 17.8, 1.7, .65, 7, 22}, Rounding::cents},
    {"restaurant", .14, 24, .60, .12, 6, 1.6, {12.6, .9, 19.8, 1.4, .6, 8, 23.9}, Rounding::halves},
    {"fuel", .07, 52, .35, .00, 10, 1.0, {8, 1.3, 17.5, 1.8, .6, 5, 23.5}, Rounding::cents},
    {"transport", .09, 7, .80, .35, 7, .7, {7.8, .9, 17.3, 1.3, .5, 4.5, 23.9}, Rounding::cents},
    {"clothing", .06, 55, .65, .45, 9, 1.5, kShops, Rounding::price_tags},
    {"electronics", .03, 110, 1.0, .50, 11, 1.2, kShops, Rounding::price_tags},
    {"health", .06, 19, .70, .10, 4, .5, kShops, Rounding::cents},
    {"beauty", .03, 34, .55, .10, 5, 1.0, kShops, Rounding::halves},
    {"home", .04, 48, .90, .30, 10, 1.5, kShops, Rounding::price_tags},
    {"entertainment", .05, 22, .60, .45, 9, 1.8, {15, 2.5, 20, 1.5, .65, 9, 23.9}, Rounding::halves},
    {"digital", .07, 7, .85, 1.0, 0, 1.1, kScreens, Rounding::price_tags},
    {"travel", .02, 190, .85, .85, 20, .9, kScreens, Rounding::cents},
    {"bills", .03, 68, .60, .95, 3, .4, {10, 2.0, 18, 2.0, .5, 0, 24}, Rounding::cents},
    {"cash", .03, 90, .60, .00, 4, 1.0, {11, 2.5, 17.5, 2.5, .6, 0, 24}, Rounding::tens},
    {"charity", .01, 20, .70, .80, 4, 1.1, kScreens, Rounding::tens},
}};

}  // namespace

double distance_km(Place a, Place b) {
  return std::hypot(a.x - b.x, a.y - b.y);
}

Place around(Place centre, double km, Random& random) {
  const double distance = -km * std::log(1 - random.uniform());
  const double direction = 2 * std::numbers::pi * random.uniform();
  return {centre.x + distance * std::cos(direction), centre.y + distance * std::sin(direction)};
}

std::span<const Country> countries() {
  return kCountries;
}
std::span<const Category> categories() {
  return kCategoryTable;
}
const Hours& web_hours() {
  return kScreens;
}

std::uint8_t category_called(std::string_view name) {
  for (std::size_t i = 0; i < kCategories; ++i)
    if (kCategoryTable[i].name == name) return std::uint8_t(i);
  fail(Fault::usage, "\"{}\" is no merchant category", name);
}

std::string_view entry_mode_name(EntryMode mode) {
  constexpr std::array<std::string_view, 4> names{"chip", "contactless", "online", "magstripe"};
  return names[std::size_t(mode)];
}

std::string_view payment_kind_name(PaymentKind kind) {
  constexpr std::array<std::string_view, 6> names{
      "normal", "card_testing", "stolen_card", "account_takeover", "foreign_magstripe", "merchant_collusion"};
  return names[std::size_t(kind)];
}

double uniform_between(Random& random, double low, double high) {
  return low + (high - low) * random.uniform();
}

double log_normal(Random& random, double median, double spread) {
  return median * std::exp(spread * random.normal());
}

}  // namespace discern::payments
