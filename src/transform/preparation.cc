#include "transform/preparation.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <utility>

#include "base/fail.h"
#include "base/text.h"

namespace discern {
namespace {

std::shared_ptr<const Transform> load_transform(const Json& json, const ColumnSchema& column) {
  const std::string name = read_meta<std::string>(json, "transform");
  const bool categorical = column.kind == Kind::categorical;
  if (name == "picture" && column.picture) return make_picture_transform(column);
  if (name == "standardize" && !categorical && !column.picture) return load_standardize(json);
  if (name == "one_hot" && categorical) return load_one_hot(json, column);
  fail(Fault::model, "model file: transform \"{}\" of column \"{}\" is not known; train the model again",
       name, column.name);
}

// An unknown category has no number to print: its text stands in the table.
void name_unknown(const Table& table, const Schema& schema, std::span<Surprise> surprises) {
  std::map<std::pair<std::size_t, std::size_t>, const std::string*> texts;
  for (const UnknownCategory& unknown : table.unknown) texts[{unknown.row, unknown.column}] = &unknown.text;
  for (Surprise& surprise : surprises)
    if (const auto found = texts.find({surprise.row, surprise.column}); found != texts.end())
      surprise.text = fmt::format("{} \"{}\": never seen in training", schema.columns[surprise.column].name,
                                  shortened(*found->second));
}

}  // namespace

std::string_view surprise_name(Surprise::Kind kind) {
  constexpr std::array<std::string_view, 4> kNames = {"unknown category", "moved constant", "far outside",
                                                      "newly missing"};
  return kNames[std::size_t(kind)];
}

Preparation Preparation::learn(const Schema& schema, const Table& normal, double rare,
                               std::size_t conditions) {
  Preparation out;
  out.schema_ = schema;
  out.conditions_ = conditions;
  for (std::size_t j = 0; j < schema.columns.size(); ++j) {
    const ColumnSchema& column = schema.columns[j];
    if (column.kind == Kind::picture)
      out.transforms_.push_back(make_picture_transform(column));
    else if (column.kind == Kind::categorical)
      out.transforms_.push_back(
          learn_one_hot(column, normal.columns[j], rare, j < out.first_condition() ? 1.0f : kConditionScale));
    else
      out.transforms_.push_back(learn_standardize(column.kind, normal.columns[j]));
  }
  out.lay_out();
  return out;
}

void Preparation::lay_out() {
  begins_ = {0};
  for (const auto& transform : transforms_) begins_.push_back(begins_.back() + transform->width());
  width_ = begins_.back();
}

Matrix Preparation::apply(const Table& table, std::vector<Surprise>& surprises) const {
  Matrix out(table.rows, width_);
  const std::size_t before = surprises.size();
  for (std::size_t j = 0; j < transforms_.size(); ++j) {
    const Transform& transform = *transforms_[j];
    const ColumnSchema& column = schema_.columns[j];
    const std::size_t known = surprises.size();
    float* const features = out.data.data() + begins_[j];
    if (column.kind == Kind::picture)
      for (std::size_t i = 0; i < table.rows; ++i)
        transform.apply_picture(table.pixels.data() + i * transform.width(), features + i * width_);
    else
      transform.apply_column(table.columns[j], column.name, features, width_, surprises);
    for (Surprise& surprise : std::span(surprises).subspan(known)) surprise.column = j;
  }
  if (!table.unknown.empty()) name_unknown(table, schema_, std::span(surprises).subspan(before));
  for (Surprise& surprise : std::span(surprises).subspan(before))
    if (surprise.column >= first_condition())
      surprise.text += fmt::format("; judged as of any {}", schema_.columns[surprise.column].name);
  return out;
}

std::string Preparation::describe(std::size_t column, const float* features) const {
  return transforms_[column]->describe(features + begins_[column]);
}

std::vector<double> Preparation::restore(const float* features, Random& random) const {
  std::vector<double> values;
  for (std::size_t j = 0; j < transforms_.size(); ++j)
    values.push_back(transforms_[j]->restore(features + begins_[j], random));
  return values;
}

std::vector<float> Preparation::restore_picture(const float* features) const {
  std::vector<float> pixels(schema_.picture().size());
  if (!pixels.empty()) transforms_[0]->restore_picture(features, pixels.data());
  return pixels;
}

void Preparation::save(Archive& archive) const {
  Json columns = Json::array();
  for (const auto& transform : transforms_) columns.push_back(transform->save());
  archive.meta["preparation"] = {{"schema", schema_.save()}, {"transforms", std::move(columns)}};
  if (conditions_ > 0) archive.meta["preparation"]["conditions"] = conditions_;
}

Preparation Preparation::load(const Archive& archive) {
  const Json meta = read_meta<Json>(archive.meta, "preparation");
  Preparation out;
  out.schema_ = Schema::load(read_meta<Json>(meta, "schema"));
  const Json transforms = read_meta<Json>(meta, "transforms");
  if (!transforms.is_array() || transforms.size() != out.schema_.columns.size())
    fail(Fault::model, "model file: {} transforms for {} columns; train the model again", transforms.size(),
         out.schema_.columns.size());
  for (std::size_t j = 0; j < transforms.size(); ++j)
    out.transforms_.push_back(load_transform(transforms[j], out.schema_.columns[j]));
  out.lay_out();
  if (meta.contains("conditions")) out.conditions_ = read_meta<std::size_t>(meta, "conditions");
  if (out.conditions_ > transforms.size() ||
      std::any_of(out.schema_.columns.end() - std::ptrdiff_t(out.conditions_), out.schema_.columns.end(),
                  [](const ColumnSchema& column) { return column.kind != Kind::categorical; }))
    fail(Fault::model, "model file: {} condition columns are impossible; train the model again",
         out.conditions_);
  return out;
}

}  // namespace discern
