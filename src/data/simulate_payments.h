// Practice data: card payments with known fraud, in CSV. The same options give the same bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/options.h"

namespace discern {

struct PaymentOptions {
  std::int64_t records = 20000;
  std::int64_t seed = 0;  // the people: the same seed and cards, another start: their next month
  std::int64_t days = 30;
  std::string start = "2025-09-01";  // YYYY-MM-DD
  std::int64_t cards = 0;            // 0: one for 40 records
  double fraud_share = 0.01;
  double missing_share = 0;  // of cells, in the columns where real files have gaps
  bool unlabelled = false;
};
const OptionTable<PaymentOptions>& payment_options();

// Hands sink the header and then records in the order of time, in pieces that end with a line. Memory grows
// with cards and with the records of one day. What a record says about its card's past is worked out from
// earlier payments alone. Throws Error(usage) for a start that is no date.
void simulate_payments(const PaymentOptions& options, const std::function<void(std::string_view)>& sink);

}  // namespace discern
