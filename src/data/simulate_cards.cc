#include "data/simulate_cards.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace discern::payments {
namespace {

Card make_card(Random& random) {
  Card card;
  card.country = std::uint8_t(draw_index(random, countries(), [](const Country& c) { return c.customers; }));
  const Country& country = countries()[card.country];
  card.home = {country.centre.x + country.radius * uniform_between(random, -1, 1),
               country.centre.y + country.radius * uniform_between(random, -1, 1)};
  card.activity = log_normal(random, 1, .6);
  card.level = log_normal(random, 1, .3);
  card.rhythm = .8 * random.normal();
  card.contactless = random.uniform() < .12 ? .1 : uniform_between(random, .6, .95);
  card.mobility = log_normal(random, 1, .5);
  card.travels = std::min(.9, log_normal(random, .35, .7));
  card.plays = random.uniform() < .08;
  card.favourites = std::uint32_t(random.below(1u << 31));
  for (double& taste : card.taste) taste = log_normal(random, 1, .6);
  card.taste[category_called("digital")] *= card.plays ? 3 : 1;
  return card;
}

Trip make_trip(const Card& card, std::int64_t window, Random& random) {
  // Every card draws the same count of numbers, so that one card's trip does not move another's.
  const double chance = random.uniform();
  Trip trip;
  const auto appeal = [](const Country& c) { return c.visitors; };
  trip.country = std::uint8_t(draw_index(random, countries(), appeal));
  const Country& country = countries()[trip.country];
  trip.place = around(country.centre, country.radius / 2, random);
  const std::int64_t first_day = window * kTripWindow + 1 + std::int64_t(random.below(kTripWindow - 14));
  trip.arrive = first_day * kDaySeconds + std::int64_t(uniform_between(random, 9, 20) * 3600);
  const double length = std::min(9.0, log_normal(random, 3.5, .6)) * double(kDaySeconds);
  if (chance > card.travels || trip.country == card.country) return {};
  trip.depart = trip.arrive + std::int64_t(length);
  trip.transit = std::int64_t((2 + distance_km(card.home, trip.place) / 600) * 3600);
  return trip;
}

}  // namespace

std::vector<Card> make_cards(std::uint64_t seed, std::size_t count) {
  Random random(seed, "payment cards");
  std::vector<Card> cards;
  cards.reserve(count);
  while (cards.size() < count) cards.push_back(make_card(random));
  return cards;
}

void Whereabouts::start_day(std::int64_t day) {
  if (day / kTripWindow != window_) {
    window_ = day / kTripWindow;
    plan_trips();
  }
  plan_excursions(day);
}

void Whereabouts::plan_trips() {
  Random random(seed_, fmt::format("payment trips {}", window_));
  trips_.clear();
  for (const Card& card : cards_) trips_.push_back(make_trip(card, window_, random));
}

void Whereabouts::plan_excursions(std::int64_t day) {
  Random random(seed_, fmt::format("payment excursions {}", day));
  excursions_.clear();
  for (const Card& card : cards_) {
    const Place place = around(card.home, 110, random);
    const bool goes = random.uniform() < .05;
    excursions_.push_back(goes ? std::optional(place) : std::nullopt);
  }
}

std::optional<Whereabouts::Spot> Whereabouts::at(std::uint32_t card, std::int64_t time) const {
  const Trip& trip = trips_[card];
  if (trip.depart > trip.arrive && time >= trip.arrive - trip.transit && time < trip.depart + trip.transit) {
    if (time < trip.arrive || time >= trip.depart) return std::nullopt;
    return Spot{trip.place, trip.country, true};
  }
  const std::int64_t second = time % kDaySeconds;
  const bool daytime = second > 10 * 3600 && second < 19 * 3600;
  if (excursions_[card] && daytime) return Spot{*excursions_[card], cards_[card].country, true};
  return Spot{cards_[card].home, cards_[card].country, false};
}

}  // namespace discern::payments
