#include "data/schema.h"

#include <array>
#include <unordered_set>

#include "base/fail.h"
#include "base/text.h"

namespace discern {
namespace {

constexpr std::array<std::string_view, 3> kKindNames{"numeric", "boolean", "categorical"};

void check(const ColumnSchema& column) {
  const bool counted = column.kind == Kind::categorical ? column.categories.size() <= kMostCategories
                                                        : column.categories.empty();
  if (column.name.empty() || !counted || CategoryIndex(column.categories).size() != column.categories.size())
    fail(Fault::model, "model file: column \"{}\": its categories are not sound; train the model again",
         column.name);
}

}  // namespace

std::string_view kind_name(Kind kind) {
  return kKindNames[std::size_t(kind)];
}

Kind kind_from(std::string_view name) {
  for (std::size_t i = 0; i < kKindNames.size(); ++i)
    if (kKindNames[i] == name) return Kind(i);
  fail(Fault::model,
       "model file: \"{}\" is no kind of column; expected numeric, boolean or categorical: train the "
       "model again",
       name);
}

Json Schema::save() const {
  Json out = Json::array();
  for (const ColumnSchema& column : columns) {
    Json entry = {{"name", column.name}, {"kind", kind_name(column.kind)}};
    if (column.kind == Kind::categorical) entry["categories"] = column.categories;
    out.push_back(std::move(entry));
  }
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
    check(column);
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
