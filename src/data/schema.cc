#include "data/schema.h"

#include <array>
#include <cmath>
#include <unordered_set>

#include "base/fail.h"
#include "base/text.h"

namespace discern {
namespace {

constexpr std::array<std::string_view, 4> kKindNames{"numeric", "boolean", "categorical", "picture"};

void check(const ColumnSchema& column) {
  const bool counted = column.kind == Kind::categorical ? column.categories.size() <= kMostCategories
                                                        : column.categories.empty();
  if (column.name.empty() || !counted || CategoryIndex(column.categories).size() != column.categories.size())
    fail(Fault::model, "model file: column \"{}\": its categories are not sound; train the model again",
         column.name);
}

void load_picture(const Json& entry, ColumnSchema& column) {
  PictureShape& shape = column.picture;
  shape.height = read_meta<std::size_t>(entry, "height");
  shape.width = read_meta<std::size_t>(entry, "width");
  shape.channels = read_meta<std::size_t>(entry, "channels");
  column.low = read_meta<double>(entry, "low");
  column.high = read_meta<double>(entry, "high");
  const auto within = [](std::size_t value, std::size_t most) { return value >= 1 && value <= most; };
  if (!within(shape.height, kLongestSide) || !within(shape.width, kLongestSide) ||
      !within(shape.channels, kMostChannels))
    fail(Fault::model,
         "model file: column \"{}\": a picture of {} x {} x {}, expected at most {} x {} x {}; train the "
         "model "
         "again",
         column.name, shape.height, shape.width, shape.channels, kLongestSide, kLongestSide, kMostChannels);
  if (!(column.high > column.low) || !std::isfinite(column.high - column.low))
    fail(Fault::model, "model file: column \"{}\": intensities {} to {} are no range; train the model again",
         column.name, column.low, column.high);
}

Json save_column(const ColumnSchema& column) {
  Json entry = {{"name", column.name}, {"kind", kind_name(column.kind)}};
  if (column.kind == Kind::categorical) entry["categories"] = column.categories;
  if (column.kind != Kind::picture) return entry;
  entry["height"] = column.picture.height;
  entry["width"] = column.picture.width;
  entry["channels"] = column.picture.channels;
  entry["low"] = column.low;
  entry["high"] = column.high;
  return entry;
}

}  // namespace

std::string_view kind_name(Kind kind) {
  return kKindNames[std::size_t(kind)];
}

Kind kind_from(std::string_view name) {
  for (std::size_t i = 0; i < kKindNames.size(); ++i)
    if (kKindNames[i] == name) return Kind(i);
  fail(Fault::model,
       "model file: \"{}\" is no kind of column; expected numeric, boolean, categorical or picture: train "
       "the model again",
       name);
}

Json Schema::save() const {
  Json out = Json::array();
  for (const ColumnSchema& column : columns) out.push_back(save_column(column));
  return out;
}

Schema Schema::load(const Json& json) {
  if (!json.is_array() || json.empty())
    fail(Fault::model, "model file: the schema names no columns; train the model again");
  Schema schema;
  std::unordered_set<std::string> seen;
  for (const Json& entry : json) {
    ColumnSchema column{
        read_meta<std::string>(entry, "name"), kind_from(read_meta<std::string>(entry, "kind")), {}};
    if (column.kind == Kind::categorical)
      column.categories = read_meta<std::vector<std::string>>(entry, "categories");
    if (column.kind == Kind::picture) load_picture(entry, column);
    check(column);
    if (!schema.columns.empty() && (column.picture || (schema.picture() && column.kind != Kind::categorical)))
      fail(Fault::model,
           "model file: column \"{}\": a picture stands first, and conditions alone beside it; train the "
           "model again",
           column.name);
    if (!seen.insert(column.name).second)
      fail(Fault::model, "model file: column \"{}\" appears twice; train the model again", column.name);
    schema.columns.push_back(std::move(column));
  }
  return schema;
}

CategoryIndex::CategoryIndex(const std::vector<std::string>& categories) {
  for (const std::string& category : categories) add(category);
}

std::optional<std::size_t> CategoryIndex::find(std::string_view text) const {
  const auto found = places_.find(text);
  return found == places_.end() ? std::nullopt : std::optional(found->second);
}

std::size_t CategoryIndex::add(std::string_view text) {
  if (const auto found = find(text)) return *found;
  places_.emplace(text, places_.size());
  return places_.size() - 1;
}

}  // namespace discern
