// What the columns of a Source mean, and records read accordingly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/archive.h"
#include "base/picture_shape.h"
#include "discern/records.h"

namespace discern {

// The names are written into model files and do not change.
enum class Kind { numeric, boolean, categorical, picture };
std::string_view kind_name(Kind kind);
Kind kind_from(std::string_view name);  // Error(model) for a name nobody knows
// Kinds whose values in Table::columns are measured on a scale; of a picture they are its mean intensity.
inline bool is_measured(Kind kind) {
  return kind == Kind::numeric || kind == Kind::picture;
}

struct ColumnSchema {
  std::string name;
  Kind kind = Kind::numeric;
  std::vector<std::string> categories;  // categorical: as seen in training, most frequent first
  PictureShape picture = {};            // picture: what all are brought to
  double low = 0, high = 1;             // picture: the intensities that become 0 and 1, low < high
};

// Height and width, and channels, of a model's pictures.
inline constexpr std::size_t kLongestSide = 1024;
inline constexpr std::size_t kMostChannels = 4;

// Distinct categories of a column that are kept, and bytes of one.
inline constexpr std::size_t kMostCategories = 10'000;
inline constexpr std::size_t kLongestCategory = 1024;

// The feature columns, in training order: a picture and, behind it, conditions alone, or any others.
struct Schema {
  std::vector<ColumnSchema> columns;

  // Of the records' pictures; none: they are no pictures.
  PictureShape picture() const { return columns.empty() ? PictureShape{} : columns[0].picture; }

  Json save() const;
  // Error(model) for what save() does not write.
  static Schema load(const Json& json);
};

// Where each category of a column stands.
class CategoryIndex {
 public:
  CategoryIndex() = default;
  explicit CategoryIndex(const std::vector<std::string>& categories);
  std::optional<std::size_t> find(std::string_view text) const;
  // The place of text, at the end if it is new.
  std::size_t add(std::string_view text);
  std::size_t size() const { return places_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> places_;
};

// Where a picture's file stands in the columns of a Source of pictures.
inline constexpr const char* kFileColumn = "file";

// Columns that are not features, and kinds that are set instead of found.
struct Roles {
  std::string key = {};                   // empty: none
  std::string label = {};                 // empty: none
  std::vector<std::string> exclude = {};  // ignored
  std::vector<std::string> numeric = {};
  std::vector<std::string> categorical = {};
  std::string group = {};                         // empty: none; may be the key or the label too
  std::size_t image_height = 0, image_width = 0;  // of a model's pictures; 0: found
  // Columns that are read as categories beside a picture; of tables they are like the others.
  std::vector<std::string> condition = {};
};

// A category that training did not see.
struct UnknownCategory {
  std::size_t row, column;
  std::string text;
};

// Of a picture as it came.
struct PictureSize {
  std::size_t height = 0, width = 0;
};

// Records whose cells have been read as their schema says.
struct Table {
  std::size_t rows = 0;
  // [schema columns][rows]: the number; 0 or 1 for a boolean; the index into categories for a category, or
  // kUnknownCategory; the mean intensity of a picture; NaN where the value is missing.
  std::vector<std::vector<double>> columns;
  std::vector<float> pixels;  // [rows, Schema::picture().size()], intensities as in the files; empty if none
  std::vector<PictureSize> sizes;  // [rows] of pictures that a TypedReader read, else empty
  std::vector<UnknownCategory> unknown;
  std::vector<std::string> groups;  // [rows] if there is a group column, else empty
  std::vector<std::string> keys;    // [rows] if there is a key column, else empty
  std::vector<std::string> labels;  // [rows] if there is a label column, else empty
  std::uint64_t first = 1;          // number of the first record in its Source
};
inline constexpr double kUnknownCategory = -1;

// Reads all of source and finds the kinds from the data: the kind of a column is decided by the first block
// that has values in it (more than half of them numbers: numeric; only true/false/yes/no/t/f/y/n in any case:
// boolean; else categorical), and a value that does not fit is Error(data) with place, value and remedy
// ("name it with --missing, declare the column with --categorical amount, or drop it with --exclude amount").
// Infinity is Error(data). A column without any value is left out. Numbers of a binary file become categories
// in their shortest form. If normal is not empty, only records whose label is normal, as text or as a number,
// are kept (roles.label must be set), and the others are not looked at. Throws Error(usage) for a role that
// names no column (with a suggestion), Error(data) when no record, or no feature column, is left, or a column
// has more than kMostCategories.
// Where a column holds pictures it is the only feature beside roles.condition. They are stretched to one
// shape: the size asked for, else that of the first picture, with the longer side cut down to kUsualSide;
// grey if all of them are. An 8-bit picture's 0 and 255 become 0 and 1; where any has more bits or says
// nothing, it is the intensities that one pixel in a thousand of all the normal records lies below and above.
struct NormalRecords {
  Schema schema;
  Table table;
  std::vector<std::string>
      warnings;  // columns that look like row numbers or identifiers, all-missing columns
};
inline constexpr std::size_t kUsualSide = 128;
NormalRecords read_normal(Source& source, const Roles& roles, const std::string& normal = "");

// Reads blocks of one Source by a schema that was learned. Columns are found by name (c1, c2, ... in files
// without names), in any order; columns the schema does not know are ignored. Pictures are brought to the
// schema's shape. The constructor throws Error(data) that names every missing column (with a suggestion
// each), Error(usage) when key, label or group is not there.
class TypedReader {
 public:
  // input: what messages call the records, as Source::name().
  TypedReader(const Schema& schema, const std::vector<std::string>& columns, const std::string& key,
              const std::string& label, const std::string& input = "the records",
              const std::string& group = "");
  // Thread-safe. A boolean may also be written 0 or 1. Error(data) with place, column, value and remedy for a
  // value that does not fit its kind, or is infinite.
  Table read(const Block& block) const;

 private:
  void read_categories(const Block& block, std::size_t column, Table& table) const;
  void read_pictures(const Block& block, std::size_t column, Table& table) const;

  Schema schema_;
  std::vector<CategoryIndex> indices_;  // of categorical columns, else empty
  std::vector<std::size_t> positions_;  // of the schema's columns in the block
  std::ptrdiff_t key_ = -1, label_ = -1, group_ = -1;
};

}  // namespace discern
