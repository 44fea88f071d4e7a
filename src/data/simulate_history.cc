#include "data/simulate_history.h"

#include <algorithm>

namespace discern::payments {
namespace {

template <class T>
void put_in_ring(std::vector<T>& ring, std::size_t most, std::size_t at, T value) {
  if (ring.size() < most)
    ring.push_back(value);
  else
    ring[at % most] = value;
}

double median_of(std::vector<float> values) {
  const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2) return *middle;
  return (double(*middle) + *std::max_element(values.begin(), middle)) / 2;
}

// Merchants are numbered in their category.
std::uint32_t merchant_key(const Payment& payment) {
  return payment.merchant * 256 + payment.category;
}

}  // namespace

Past CardHistory::observe(const Payment& payment) {
  Past past;
  if (seen_ > 0) {
    past.minutes_since_last = double(payment.time - times_.back()) / 60;
    past.km_since_last = distance_km(payment.place, place_);
    past.amount_to_median = payment.amount / median_of(amounts_);
  }
  const auto since = [&](std::int64_t seconds) {
    return std::lower_bound(times_.begin(), times_.end(), payment.time - seconds);
  };
  times_.erase(times_.begin(), since(kDaySeconds));
  past.last_day = times_.size();
  past.last_hour = std::size_t(times_.end() - since(3600));
  const std::uint32_t merchant = merchant_key(payment);
  past.new_merchant = std::find(merchants_.begin(), merchants_.end(), merchant) == merchants_.end();
  times_.push_back(payment.time);
  put_in_ring(amounts_, kAmounts, seen_, float(payment.amount));
  put_in_ring(merchants_, kMerchants, seen_, merchant);
  place_ = payment.place;
  ++seen_;
  return past;
}

}  // namespace discern::payments
