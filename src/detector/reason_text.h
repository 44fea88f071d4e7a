// Reasons in words.
#pragma once

#include <span>
#include <string>

#include "detector/state.h"

namespace discern {

// A cell as people read it: "4,900", "grocery", "true", "missing".
std::string value_text(const Schema& schema, const Table& table, std::size_t row, std::size_t column);

// One column's reason: a surprise if there is one; else the normal range if the value is outside it ("amount
// 4,900: normal for category grocery is 3 to 160"); else what the other values let expect. Long values are
// shortened, never the sentence. reference: features of the normal record; surprises: the row's.
std::string reason_text(const Detector::State& state, const Table& table, std::size_t row, std::size_t column,
                        const float* reference, std::span<const Surprise> surprises);

}  // namespace discern
