// What the columns of a Source mean, and records read accordingly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/archive.h"
#include "discern/records.h"

namespace discern {

// The names are written into model files and do not change.
enum class Kind { numeric, boolean, categorical };
std::string_view kind_name(Kind kind);
Kind kind_from(std::string_view name);  // Error(model) for a name nobody knows

struct ColumnSchema {
  std::string name;
  Kind kind = Kind::numeric;
  std::vector<std::string> categories;  // categorical: as seen in training, most frequent first
};

// The feature columns, in training order.
struct Schema {
  std::vector<ColumnSchema> columns;

  Json save() const;
  static Schema load(const Json& json);
};

// Columns that are not features, and kinds that are set instead of found.
struct Roles {
  std::string key;                   // empty: none
  std::string label;                 // empty: none
  std::vector<std::string> exclude;  // ignored
  std::vector<std::string> numeric;
  std::vector<std::string> categorical;
};

// A category that training did not see.
struct UnknownCategory {
  std::size_t row, column;
  std::string text;
};

// Records whose cells have been read as their schema says.
struct Table {
  std::size_t rows = 0;
  // [schema columns][rows]: the number; 0 or 1 for a boolean; the index into categories for a category, or
  // kUnknownCategory; NaN where the value is missing.
  std::vector<std::vector<double>> columns;
  std::vector<UnknownCategory> unknown;
  std::vector<std::string> keys;    // [rows] if there is a key column, else empty
  std::vector<std::string> labels;  // [rows] if there is a label column, else empty
  std::vector<std::string> places;  // of rows, only where read_normal kept them; else empty
  std::uint64_t first = 1;          // number of the first record in its Source
};
inline constexpr double kUnknownCategory = -1;

// Reads all of source and finds the kinds from the data: the kind of a column is decided by the first block that
// has values in it (all numbers: numeric; only true/false/yes/no/t/f/y/n in any case: boolean; else categorical),
// and a later value that does not fit is Error(data) with place, value and remedy ("name it with --missing, declare
// the column with --categorical amount, or drop it with --exclude amount"). Infinity is Error(data).
// If normal is not empty, only records whose label is normal are kept (roles.label must be set).
// Throws Error(usage) for a role that names no column (with a suggestion), Error(data) when no record, or no
// feature column, is left.
struct NormalRecords {
  Schema schema;
  Table table;
  std::vector<std::string> warnings;  // columns that look like row numbers or identifiers, all-missing columns
};
NormalRecords read_normal(Source& source, const Roles& roles, const std::string& normal = "");

// Reads blocks of one Source by a schema that was learned. Columns are found by name, in any order; columns the
// schema does not know are ignored. The constructor throws Error(data) that names every missing column (with a
// suggestion each), Error(usage) when key or label is not there.
// A file without column names (c1, c2, ...) is matched by position if the schema's names are of that form.
class TypedReader {
 public:
  TypedReader(const Schema& schema, const std::vector<std::string>& columns, const std::string& key,
              const std::string& label);
  // Thread-safe. Error(data) with place, column, value and remedy for a value that does not fit its kind, or is
  // infinite. decimal is the decimal sign of numbers.
  Table read(const Block& block, char decimal = '.') const;

 private:
  Schema schema_;
  std::vector<std::size_t> positions_;  // of the schema's columns in the block
  std::ptrdiff_t key_ = -1, label_ = -1;
};

}  // namespace discern
