// Card holders of the practice world: habits that last, and where everybody is at a given time.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "data/simulate_tables.h"

namespace discern::payments {

struct Card {
  std::uint8_t country = 0;
  Place home;
  double activity = 1;                      // payments a day against the average card
  double level = 1;                         // amounts against the category's median
  double rhythm = 0;                        // hours later than other people
  double contactless = 0;                   // share of small payments
  double mobility = 1;                      // distances against the category's reach
  double travels = 0;                       // chance of a trip in a window of kTripWindow days
  bool plays = false;                       // buys tiny things in games, several in a row
  std::uint32_t favourites = 0;             // decides where the card is a regular
  std::array<double, kCategories> taste{};  // against the category's weight
};

// The same seed gives the same people; a larger count only adds to them.
std::vector<Card> make_cards(std::uint64_t seed, std::size_t count);

inline constexpr std::int64_t kTripWindow = 45;  // days; a trip lies inside one

struct Trip {
  std::int64_t arrive = 0, depart = 0;  // seconds; the same in both: no trip
  std::int64_t transit = 0;             // seconds under way, before arrive and after depart
  std::uint8_t country = 0;
  Place place;
};

// Where each card is, day by day. Days count from 1970-01-01.
class Whereabouts {
 public:
  Whereabouts(std::uint64_t seed, const std::vector<Card>& cards) : seed_(seed), cards_(cards) {}

  void start_day(std::int64_t day);

  struct Spot {
    Place place;
    std::uint8_t country;
    bool away;  // neither at home nor near it
  };
  // Nothing while the card is under way. time is in the day started last.
  std::optional<Spot> at(std::uint32_t card, std::int64_t time) const;

 private:
  void plan_trips();
  void plan_excursions(std::int64_t day);

  std::uint64_t seed_;
  const std::vector<Card>& cards_;
  std::int64_t window_ = -1;
  std::vector<Trip> trips_;                       // [cards] of this window
  std::vector<std::optional<Place>> excursions_;  // [cards] of this day: another town of the home country
};

}  // namespace discern::payments
