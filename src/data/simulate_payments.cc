#include "data/simulate_payments.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>
#include <vector>

#include "base/fail.h"
#include "data/simulate_fraud.h"
#include "data/simulate_history.h"
#include "data/simulate_normal.h"

namespace discern {
namespace {

using namespace payments;

// Payments before the first record, so that most cards have a past.
constexpr std::int64_t kWarmUpDays = 10;

using Date = std::chrono::year_month_day;

std::int64_t parse_date(const std::string& text) {
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = -1;
    const char* const end = text.data() + at + length;
    if (text.size() != 10 || std::from_chars(text.data() + at, end, value).ptr != end) return -1;
    return value;
  };
  const Date date{std::chrono::year(number(0, 4)), std::chrono::month(unsigned(number(5, 2))),
                  std::chrono::day(unsigned(number(8, 2)))};
  const bool formed = text.size() == 10 && text[4] == '-' && text[7] == '-' && number(0, 4) >= 1971;
  if (!formed || !date.ok())
    fail(Fault::usage, "--start: \"{}\" is not a date from 1971 on; write it as 2025-09-01", text);
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::string time_text(std::int64_t time) {
  const std::int64_t second = time % kDaySeconds;
  const Date date{std::chrono::sys_days{std::chrono::days{time / kDaySeconds}}};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(date.year()), unsigned(date.month()),
                     unsigned(date.day()), second / 3600, second / 60 % 60, second % 60);
}

// How many of `total` fall on each day.
std::vector<std::size_t> spread_over_days(std::size_t total, std::int64_t first_day, std::int64_t days) {
  std::vector<double> sums;
  double sum = 0;
  for (std::int64_t d = 0; d < days; ++d) sums.push_back(sum += business_of(first_day + d));
  std::vector<std::size_t> counts;
  std::size_t before = 0;
  for (const double part : sums) {
    const std::size_t until = std::size_t(std::llround(double(total) * (part / sum)));
    counts.push_back(until - before);
    before = until;
  }
  return counts;
}

class Writer {
 public:
  Writer(const PaymentOptions& options, const std::vector<Card>& cards,
         const std::function<void(std::string_view)>& sink)
      : options_(options), cards_(cards), sink_(sink), gaps_(std::uint64_t(options.seed), "payment gaps") {
    text_ =
        "payment_id,time,card,hour,weekday,category,amount,country,home_country,entry_mode,km_from_home,"
        "km_since_last,minutes_since_last,payments_last_hour,payments_last_24h,amount_to_median,new_merchant";
    text_ += options_.unlabelled ? "\n" : ",fraud,kind\n";
  }

  void add(const Payment& payment, const Past& past) {
    ++written_;
    put("{:08},{},C{:06},", written_, time_text(payment.time), payment.card + 1);
    constexpr std::array<std::string_view, 7> names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    put("{},{},", payment.time % kDaySeconds / 3600,
        names[std::size_t(weekday_of(payment.time / kDaySeconds))]);
    put_or_gap(categories()[payment.category].name);
    const Card& card = cards_[payment.card];
    put("{:.2f},{},{},{},", payment.amount, countries()[payment.country].code,
        payment.country == card.country ? "yes" : "no", entry_mode_name(payment.mode));
    put_or_gap(fmt::format("{:.1f}", distance_km(payment.place, card.home)));
    put_past(past);
    if (options_.unlabelled)
      text_ += '\n';
    else
      put(",{},{}\n", payment.kind == PaymentKind::normal ? 0 : 1, payment_kind_name(payment.kind));
    if (text_.size() > kPiece) flush();
  }

  void flush() {
    sink_(text_);
    text_.clear();
  }

 private:
  static constexpr std::size_t kPiece = 1 << 16;

  template <class... Args>
  void put(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
  }
  void put_or_gap(std::string_view cell) {
    if (gaps_.uniform() >= options_.missing_share) text_ += cell;
    text_ += ',';
  }
  void put_past(const Past& past) {
    put_or_gap(past.km_since_last ? fmt::format("{:.1f}", *past.km_since_last) : "");
    put_or_gap(past.minutes_since_last ? fmt::format("{:.0f}", *past.minutes_since_last) : "");
    put("{},{},", past.last_hour, past.last_day);
    put_or_gap(past.amount_to_median ? fmt::format("{:.3g}", *past.amount_to_median) : "");
    text_ += past.new_merchant ? "yes" : "no";
  }

  const PaymentOptions& options_;
  const std::vector<Card>& cards_;
  const std::function<void(std::string_view)>& sink_;
  Random gaps_;
  std::string text_;
  std::uint64_t written_ = 0;
};

std::vector<Card> cards_for(const PaymentOptions& options) {
  const std::int64_t count =
      options.cards > 0 ? options.cards : std::max<std::int64_t>(10, options.records / 40);
  return make_cards(std::uint64_t(options.seed), std::size_t(count));
}

class Simulation {
 public:
  Simulation(const PaymentOptions& options, const std::function<void(std::string_view)>& sink)
      : first_day_(parse_date(options.start)),
        world_(std::uint64_t(options.seed), cards_for(options)),
        fraud_(plan_fraud({std::uint64_t(options.seed), first_day_, options.days,
                           std::size_t(std::llround(options.fraud_share * double(options.records)))},
                          world_)),
        blocks_(fraud_, world_.cards().size()),
        honest_(spread_over_days(std::size_t(options.records) - fraud_.size(), first_day_, options.days)),
        past_(world_.cards().size()),
        writer_(options, world_.cards(), sink) {}

  void run() {
    for (std::int64_t d = -kWarmUpDays; d < 0; ++d)
      for (const Payment& payment : payments_of(d)) past_[payment.card].observe(payment);
    for (std::int64_t d = 0; d < std::int64_t(honest_.size()); ++d)
      for (const Payment& payment : payments_of(d))
        writer_.add(payment, past_[payment.card].observe(payment));
    writer_.flush();
  }

 private:
  // The day d after the first, before it an ordinary one.
  std::vector<Payment> payments_of(std::int64_t d) {
    const std::size_t count = honest_[std::size_t(d < 0 ? 0 : d)];
    std::vector<Payment> payments = world_.day(first_day_ + d, count, blocks_);
    const std::int64_t end = (first_day_ + d + 1) * kDaySeconds;
    while (next_fraud_ < fraud_.size() && fraud_[next_fraud_].time < end)
      payments.push_back(fraud_[next_fraud_++]);
    std::stable_sort(payments.begin(), payments.end(),
                     [](const Payment& a, const Payment& b) { return a.time < b.time; });
    return payments;
  }

  std::int64_t first_day_;
  HonestPayments world_;
  std::vector<Payment> fraud_;
  std::size_t next_fraud_ = 0;
  Blocks blocks_;
  std::vector<std::size_t> honest_;  // payments a day
  std::vector<CardHistory> past_;    // [cards]
  Writer writer_;
};

}  // namespace

const OptionTable<PaymentOptions>& payment_options() {
  using P = PaymentOptions;
  static const OptionTable<P> table =
      OptionTable<P>("simulate payments")
          .add("records", &P::records, "N", "how many payments", range(1, 1e9), letter('n'))
          .add("seed", &P::seed, "N", "which bank: the same number gives the same payments", range(0, 1e15))
          .add("days", &P::days, "N", "over how many days", range(1, 3650))
          .add("start", &P::start, "DATE",
               "first day, as 2025-09-01; a later one gives the same cards' later payments")
          .add("cards", &P::cards, "N", "how many cards pay; 0: one for 40 payments", range(0, 1e8))
          .add("fraud-share", &P::fraud_share, "SHARE",
               "share of payments that are fraud; 0: normal payments alone", range(0, 0.5))
          .add("missing-share", &P::missing_share, "SHARE",
               "share of cells left empty in columns that have gaps", range(0, 0.5))
          .add("unlabelled", &P::unlabelled, "", "leave out the columns fraud and kind");
  return table;
}

void simulate_payments(const PaymentOptions& options, const std::function<void(std::string_view)>& sink) {
  Simulation(options, sink).run();
}

}  // namespace discern
