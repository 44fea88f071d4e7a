// Everything there is to say of one record, and of the same record with other values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detector/regions.h"
#include "detector/state.h"

namespace discern {

struct ComponentView {
  std::string name;
  double value = 0;
  double tail = 1;     // share of normal records at least as strange, in (0, 1)
  bool fused = false;  // counts in the score
};

struct ColumnView {
  std::string column, value,
      expected;        // expected: of the normal record it is held against; as people read them
  double share = 0;    // part in the score, as in Reason
  std::string reason;  // empty without a share
};

struct RecordView {
  double score = 0, p_value = 1;
  bool alert = false, review = false;
  std::vector<ComponentView> components;
  std::vector<ColumnView> columns;  // largest share first
  std::vector<Reason> regions;      // of a picture whose detector makes maps; largest share first
};

// A table of that row alone. row < table.rows.
Table one_row(const Table& table, std::size_t row);

// record: a table of one row; group: its value in the rule's column, if the rule has one.
RecordView view_record(const Detector::State& state, const Table& record, const Rule& rule,
                       const std::string& group = "", double region_rate = kRegionRate);

// Puts a value into a table of one row, written as in the records that reading opens; the empty text and its
// missing-value words are a missing value, a category nobody knows is one. Error(usage) for a column that the
// schema has not (with a suggestion) and for text that is not of its kind.
void set_value(const Schema& schema, const ReadOptions& reading, std::string_view column,
               std::string_view text, Table& record);

}  // namespace discern
