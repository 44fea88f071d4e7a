#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

#include "base/text.h"
#include "data/simulate_fraud.h"
#include "data/simulate_history.h"
#include "data/simulate_payments.h"
#include "discern/error.h"

using namespace discern;

namespace {

std::string csv_of(const PaymentOptions& options) {
  std::string text;
  simulate_payments(options, [&](std::string_view piece) {
    REQUIRE(piece.ends_with('\n'));
    text += piece;
  });
  return text;
}

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find(at);
    parts.emplace_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// Practice files need no quotes.
struct Rows {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> cells;

  explicit Rows(const PaymentOptions& options) {
    std::vector<std::string> lines = split(csv_of(options), '\n');
    REQUIRE(lines.back().empty());
    lines.pop_back();
    names = split(lines.front(), ',');
    for (std::size_t i = 1; i < lines.size(); ++i) cells.push_back(split(lines[i], ','));
    for (const auto& row : cells) REQUIRE(row.size() == names.size());
  }
  std::size_t column(const std::string& name) const {
    const auto found = std::find(names.begin(), names.end(), name);
    REQUIRE(found != names.end());
    return std::size_t(found - names.begin());
  }
  std::vector<std::string> texts(const std::string& name) const {
    std::vector<std::string> out;
    for (const auto& row : cells) out.push_back(row[column(name)]);
    return out;
  }
  std::vector<double> numbers(const std::string& name) const {
    std::vector<double> out;
    for (const std::string& text : texts(name)) out.push_back(parse_number(text).value_or(NAN));
    return out;
  }
};

// Seconds from the first of the month, for times within one month.
double second_of(const std::string& time) {
  REQUIRE(time.size() == 19);
  const auto part = [&](std::size_t at) { return *parse_number(std::string_view(time).substr(at, 2)); };
  return ((part(8) * 24 + part(11)) * 60 + part(14)) * 60 + part(17);
}

// Chance that an anomalous value is above a normal one.
double auroc(const std::vector<double>& values, const std::vector<double>& labels) {
  std::vector<double> normal, anomalous;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i])) (labels[i] > 0 ? anomalous : normal).push_back(values[i]);
  std::sort(normal.begin(), normal.end());
  double above = 0;
  for (const double v : anomalous)
    above += .5 * double(std::lower_bound(normal.begin(), normal.end(), v) - normal.begin() +
                         (std::upper_bound(normal.begin(), normal.end(), v) - normal.begin()));
  return above / double(normal.size()) / double(anomalous.size());
}

payments::Payment payment(std::int64_t minute, double amount, std::uint32_t merchant, double x) {
  payments::Payment out;
  out.time = minute * 60;
  out.amount = amount;
  out.merchant = merchant;
  out.place = {x, 0};
  return out;
}

}  // namespace

TEST_CASE("the same options give the same payments, another seed gives others") {
  PaymentOptions options;
  options.records = 800;
  const std::string first = csv_of(options);
  CHECK(first == csv_of(options));
  options.seed = 1;
  CHECK(first != csv_of(options));
}

TEST_CASE("as many records and frauds are made as were asked for") {
  for (const std::int64_t records : {1, 2, 37, 1500})
    for (const double share : {0.0, 0.1, 0.5})
      for (const std::int64_t days : {1, 30}) {
        PaymentOptions options;
        options.records = records;
        options.fraud_share = share;
        options.days = days;
        const Rows rows(options);
        CAPTURE(records, share, days);
        CHECK(rows.cells.size() == std::size_t(records));
        const auto labels = rows.texts("fraud");
        CHECK(std::count(labels.begin(), labels.end(), "1") == std::llround(share * double(records)));
      }
}

TEST_CASE("payments come in the order of time and within the days asked for") {
  PaymentOptions options;
  options.records = 3000;
  options.days = 7;
  const auto times = Rows(options).texts("time");
  CHECK(std::is_sorted(times.begin(), times.end()));
  CHECK(times.front().starts_with("2025-09-01T"));
  CHECK(times.back().starts_with("2025-09-07T"));
}

TEST_CASE("what is said of a card's past can be worked out from the earlier records alone") {
  PaymentOptions options;
  options.records = 6000;
  options.cards = 60;
  options.fraud_share = .05;
  const Rows rows(options);
  const auto cards = rows.texts("card"), times = rows.texts("time");
  const auto amounts = rows.numbers("amount"), minutes = rows.numbers("minutes_since_last"),
             hours = rows.numbers("payments_last_hour"), days = rows.numbers("payments_last_24h"),
             ratios = rows.numbers("amount_to_median");
  struct Seen {
    std::vector<double> times, amounts;
  };
  std::map<std::string, Seen> past;
  std::size_t checked = 0;
  for (std::size_t i = 0; i < cards.size(); ++i) {
    Seen& seen = past[cards[i]];
    const double now = second_of(times[i]);
    if (seen.times.size() >= 20) {
      ++checked;
      CHECK(minutes[i] == Approx((now - seen.times.back()) / 60).margin(.51));
      const auto since = [&](double span) {
        return double(
            std::count_if(seen.times.begin(), seen.times.end(), [&](double t) { return t >= now - span; }));
      };
      CHECK(hours[i] == since(3600));
      if (now - seen.times.front() > 86400) CHECK(days[i] == since(86400));
      std::vector<double> last(seen.amounts.end() - 20, seen.amounts.end());
      std::sort(last.begin(), last.end());
      CHECK(ratios[i] == Approx(amounts[i] / ((last[9] + last[10]) / 2)).epsilon(.006));
    }
    seen.times.push_back(now);
    seen.amounts.push_back(amounts[i]);
  }
  CHECK(checked > 3000);
}

TEST_CASE("a card's history counts, measures and compares with its past only") {
  payments::CardHistory card;
  const payments::Past first = card.observe(payment(0, 10, 7, 0));
  CHECK_FALSE(first.minutes_since_last);
  CHECK_FALSE(first.km_since_last);
  CHECK_FALSE(first.amount_to_median);
  CHECK(first.new_merchant);
  CHECK(first.last_day == 0);

  const payments::Past second = card.observe(payment(30, 20, 7, 3));
  CHECK(second.minutes_since_last == 30.0);
  CHECK(second.km_since_last == 3.0);
  CHECK(second.amount_to_median == 2.0);
  CHECK_FALSE(second.new_merchant);
  CHECK(second.last_hour == 1);

  const payments::Past third = card.observe(payment(90, 30, 8, 0));
  CHECK(third.amount_to_median == 2.0);
  CHECK(third.new_merchant);
  CHECK(third.last_hour == 1);
  CHECK(third.last_day == 2);

  const payments::Past later = card.observe(payment(90 + 24 * 60 + 1, 5, 7, 0));
  CHECK(later.last_day == 0);
  CHECK(later.amount_to_median == .25);
  CHECK_FALSE(later.new_merchant);
}

TEST_CASE("a card's median is that of its last twenty amounts") {
  payments::CardHistory card;
  for (int i = 0; i < 20; ++i) card.observe(payment(i, 1000, 1, 0));
  for (int i = 0; i < 20; ++i) card.observe(payment(100 + i, 4, 1, 0));
  CHECK(card.observe(payment(200, 8, 1, 0)).amount_to_median == 2.0);
}

TEST_CASE("without fraud there are normal payments alone, and labels can be left out") {
  PaymentOptions options;
  options.records = 500;
  options.fraud_share = 0;
  for (const std::string& kind : Rows(options).texts("kind")) CHECK(kind == "normal");
  options.unlabelled = true;
  const Rows rows(options);
  CHECK(rows.names.back() == "new_merchant");
  CHECK(std::count(rows.names.begin(), rows.names.end(), "fraud") == 0);
}

TEST_CASE("leaving the labels out changes nothing else") {
  PaymentOptions options;
  options.records = 300;
  const Rows with(options);
  options.unlabelled = true;
  const Rows without(options);
  for (std::size_t i = 0; i < 300; ++i)
    CHECK(std::equal(without.cells[i].begin(), without.cells[i].end(), with.cells[i].begin()));
}

TEST_CASE("no single column gives fraud away, and every kind of it happens") {
  PaymentOptions options;
  options.records = 30000;
  options.fraud_share = .03;
  const Rows rows(options);
  const auto labels = rows.numbers("fraud");
  for (const char* name : {"hour", "amount", "km_from_home", "km_since_last", "minutes_since_last",
                           "payments_last_hour", "payments_last_24h", "amount_to_median"}) {
    const double area = auroc(rows.numbers(name), labels);
    CAPTURE(name, area);
    CHECK(std::max(area, 1 - area) < .9);
  }
  const auto kinds = rows.texts("kind");
  for (const char* name : {"category", "entry_mode", "country", "home_country", "new_merchant"}) {
    const auto values = rows.texts(name);
    std::set<std::string> normal, fraud;
    for (std::size_t i = 0; i < values.size(); ++i) (labels[i] > 0 ? fraud : normal).insert(values[i]);
    CAPTURE(name);
    CHECK(std::includes(normal.begin(), normal.end(), fraud.begin(), fraud.end()));
  }
  for (const char* kind :
       {"card_testing", "stolen_card", "account_takeover", "foreign_magstripe", "merchant_collusion"}) {
    CAPTURE(kind);
    CHECK(std::count(kinds.begin(), kinds.end(), kind) > 60);
  }
}

TEST_CASE("card holders keep their habits: opening hours, prices, limits and a home") {
  PaymentOptions options;
  options.records = 20000;
  options.fraud_share = 0;
  const Rows rows(options);
  const auto category = rows.texts("category"), mode = rows.texts("entry_mode"),
             home = rows.texts("home_country");
  const auto hour = rows.numbers("hour"), amount = rows.numbers("amount"), km = rows.numbers("km_from_home");
  std::vector<double> groceries;
  for (std::size_t i = 0; i < category.size(); ++i) {
    CHECK(amount[i] > 0);
    if (category[i] == "fuel") CHECK(hour[i] >= 5);
    if (category[i] == "cash") CHECK(std::fmod(amount[i], 10) == 0);
    if (mode[i] == "contactless") CHECK(amount[i] <= payments::kContactlessLimit);
    if (home[i] == "no" && mode[i] != "online") CHECK(km[i] > 5);
    if (category[i] == "grocery") groceries.push_back(amount[i]);
  }
  std::sort(groceries.begin(), groceries.end());
  CHECK(groceries[groceries.size() / 100] > 3);
  CHECK(groceries[groceries.size() / 2] == Approx(27).margin(3));
  CHECK(groceries[groceries.size() * 98 / 100] < 180);
}

TEST_CASE("a later start with the same seed and cards is the same people's next month") {
  PaymentOptions options;
  options.records = 3000;
  options.cards = 40;
  options.fraud_share = 0;
  const auto homes = [&] {
    const Rows rows(options);
    std::map<std::string, std::string> out;
    for (const auto& row : rows.cells)
      if (row[rows.column("home_country")] == "yes")
        out[row[rows.column("card")]] = row[rows.column("country")];
    return out;
  };
  const auto september = homes();
  options.start = "2025-10-01";
  CHECK(september == homes());
  CHECK(Rows(options).texts("time").front().starts_with("2025-10-01T"));
}

TEST_CASE("people of a small bank are also people of a larger one") {
  const auto small = payments::make_cards(5, 3), large = payments::make_cards(5, 30);
  for (std::size_t i = 0; i < small.size(); ++i) {
    CHECK(small[i].home.x == large[i].home.x);
    CHECK(small[i].taste == large[i].taste);
  }
}

TEST_CASE("cells are missing as often as asked for") {
  PaymentOptions options;
  options.records = 10000;
  options.missing_share = .1;
  const Rows rows(options);
  for (const char* name : {"category", "km_from_home", "minutes_since_last", "amount_to_median"}) {
    const auto texts = rows.texts(name);
    CAPTURE(name);
    CHECK(double(std::count(texts.begin(), texts.end(), "")) / 10000 == Approx(.1).margin(.015));
  }
  for (const char* name : {"amount", "card", "fraud"}) {
    const auto texts = rows.texts(name);
    CHECK(std::count(texts.begin(), texts.end(), "") == 0);
  }
}

TEST_CASE("a blocked card pays again after three days, and a rogue merchant's customers are not blocked") {
  payments::Payment stolen = payment(100, 1, 1, 0), billed = payment(100, 1, 1, 0);
  stolen.kind = payments::PaymentKind::stolen_card;
  billed.kind = payments::PaymentKind::merchant_collusion;
  billed.card = 1;
  const payments::Blocks blocked({stolen, billed}, 2);
  CHECK_FALSE(blocked(0, stolen.time - 1));
  CHECK(blocked(0, stolen.time));
  CHECK_FALSE(blocked(0, stolen.time + 3 * payments::kDaySeconds));
  CHECK_FALSE(blocked(1, billed.time));
}

TEST_CASE("weekdays are those of the calendar") {
  CHECK(payments::weekday_of(0) == 3);      // 1970-01-01
  CHECK(payments::weekday_of(20332) == 0);  // 2025-09-01
}

TEST_CASE("a start that is no date is refused with a remedy") {
  for (const char* start : {"", "2025-13-01", "2025-02-30", "2025-1x-01", "-025-01-01", "2025/09/01",
                            "01.09.2025", "2025-09-1", "1960-01-01", "2025-09-01 "}) {
    PaymentOptions options;
    options.start = start;
    CAPTURE(start);
    try {
      csv_of(options);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.fault() == Fault::usage);
      CHECK(std::string(error.what()) ==
            "--start: \"" + std::string(start) + "\" is not a date from 1971 on; write it as 2025-09-01");
    }
  }
}

TEST_CASE("a sink that throws ends the simulation") {
  PaymentOptions options;
  options.records = 10;
  CHECK_THROWS_AS(simulate_payments(options, [](std::string_view) { throw Error(Fault::io, "full"); }),
                  Error);
}
