// What the report tells about the records beside the model's columns: when, which group, how much, whose.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "discern/records.h"
#include "discern/report.h"

namespace discern {

// Texts, each kept once.
class Names {
 public:
  void add(std::string_view text);
  const std::vector<std::string>& names() const { return names_; }  // in order of appearance
  const std::vector<std::uint32_t>& of() const { return of_; }      // [records] index into names()
  const std::string& at(std::size_t record) const { return names_[of_[record]]; }

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint32_t> known_;
  std::vector<std::uint32_t> of_;
};

struct RecordFacts {
  std::string time_column, segment_column, amount_column, entity_column;  // empty: none
  bool dates = false;          // time is seconds as parse_moment reads them, else a plain number
  std::vector<double> time;    // [records] or none; NaN where it is missing
  std::vector<double> amount;  // [records] or none; 0 where it is missing
  Names segment, entity;
};

// Gathers the columns that options name, and a column of dates where options.time is empty. Error(usage) for
// a column that is not there, Error(data) with the place for a value that is no time or no amount.
class FactReader {
 public:
  FactReader(const ReportOptions& options, const std::vector<std::string>& columns, const std::string& name);
  void add(const Block& block);
  RecordFacts take() { return std::move(facts_); }

 private:
  void find_dates(const Block& block);
  void add_time(const Block& block);
  void add_amount(const Block& block);

  const std::vector<std::string>& columns_;
  RecordFacts facts_;
  std::optional<std::size_t> time_, segment_, amount_, entity_;
  bool asked_ = false;  // for the time column, or it was found
  bool first_ = true;
};

}  // namespace discern
