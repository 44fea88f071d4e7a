#include <algorithm>
#include <cmath>

#include "base/fail.h"
#include "base/random.h"
#include "base/text.h"
#include "detector/state.h"

namespace discern {
namespace {

constexpr std::uint64_t kBlock = 1024;  // records

std::vector<std::string> generating_methods(bool pictures) {
  std::vector<std::string> names;
  for (const MethodInfo& method : methods())
    if (method.generates && (pictures ? method.load_pictures : method.load)) names.emplace_back(method.name);
  return names;
}

// Drawn record by record, so that a record does not depend on how many follow.
class GeneratedSource : public Source {
 public:
  GeneratedSource(const Detector& detector, std::uint64_t records, std::uint64_t seed, Conditions conditions)
      : detector_(detector),
        left_(records),
        latents_(seed, "generated latents"),
        categories_(seed, "generated rare categories"),
        conditions_(std::move(conditions)),
        kinds_(seed, "generated conditions") {
    for (const ColumnSchema& column : schema().columns) names_.push_back(column.name);
  }

  const std::vector<std::string>& columns() const override { return names_; }

  bool next(Block& block) override {
    if (left_ == 0) return false;
    const std::size_t count = std::size_t(std::min(left_, kBlock));
    std::vector<Conditions::Values> kinds;
    const Matrix features = made(count, kinds);
    Block out;
    out.first = out.first_in_file = done_ + 1;
    out.size = count;
    out.file = "generated records";
    for (const ColumnSchema& column : schema().columns) {
      if (column.kind == Kind::picture)
        out.columns.emplace_back(PictureColumn(count));
      else if (column.kind == Kind::numeric)
        out.columns.emplace_back(NumberColumn(count));
      else
        out.columns.emplace_back(TextColumn(count));
    }
    for (std::size_t i = 0; i < count; ++i)
      put(features.row(i), kinds.empty() ? Conditions::Values() : kinds[i], i, out);
    // What the texts point into.
    out.storage = std::make_shared<Detector>(detector_);
    done_ += count;
    left_ -= count;
    block = std::move(out);
    return true;
  }

 private:
  const Schema& schema() const { return detector_.state().preparation.schema(); }

  // kinds gets each record's, if there are any.
  Matrix made(std::size_t count, std::vector<Conditions::Values>& kinds) {
    const Method& method = *detector_.state().method;
    const Preparation& preparation = detector_.state().preparation;
    const std::size_t latent = method.latent(), condition = method.condition();
    Matrix input(count, latent + condition), out(count, method.width());
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = 0; j < latent; ++j) input.row(i)[j] = float(latents_.normal());
      if (condition == 0) continue;
      kinds.push_back(conditions_.draw(kinds_));
      for (std::size_t j = 0; j < kinds.back().size(); ++j)
        preparation.set_condition(preparation.first_condition() + j, kinds.back()[j], out.row(i));
      std::copy_n(out.row(i) + out.cols - condition, condition, input.row(i) + latent);
    }
    method.generate(input.data.data(), count, out.data.data());
    return out;
  }

  void put(const float* features, const Conditions::Values& kind, std::size_t row, Block& block) {
    if (const PictureShape shape = schema().picture()) {
      const ColumnSchema& column = schema().columns[0];
      std::get<PictureColumn>(block.columns[0])[row] = {
          shape.height,      shape.width,        shape.channels,
          float(column.low), float(column.high), detector_.state().preparation.restore_picture(features)};
    }
    std::vector<double> values = detector_.state().preparation.restore(features, categories_);
    std::copy(kind.begin(), kind.end(), values.end() - std::ptrdiff_t(kind.size()));
    for (std::size_t j = 0; j < values.size(); ++j) {
      const ColumnSchema& column = schema().columns[j];
      if (column.kind == Kind::picture) continue;
      if (column.kind == Kind::numeric)
        std::get<NumberColumn>(block.columns[j])[row] = values[j];
      else if (!std::isnan(values[j]))
        std::get<TextColumn>(block.columns[j])[row] = text_of(column, values[j]);
    }
  }

  static std::string_view text_of(const ColumnSchema& column, double value) {
    if (column.kind == Kind::categorical) return column.categories[std::size_t(value)];
    return value > 0.5 ? "true" : "false";
  }

  Detector detector_;
  std::vector<std::string> names_;
  std::uint64_t left_, done_ = 0;
  Random latents_, categories_;
  Conditions conditions_;  // to draw from
  Random kinds_;
};

}  // namespace

std::unique_ptr<Source> generate(const Detector& detector, std::uint64_t records, std::uint64_t seed,
                                 const std::map<std::string, std::string>& where) {
  if (detector.state().method->latent() == 0 && detector.state().preparation.schema().picture())
    fail(Fault::usage, "generate: the method {} makes no pictures; train a model with {}",
         detector.state().method_name, list_of(generating_methods(true)));
  if (detector.state().method->latent() == 0)
    fail(Fault::usage, "generate: the method {} makes no records; train a model with {}",
         detector.state().method_name, list_of(generating_methods(false)));
  return std::make_unique<GeneratedSource>(
      detector, records, seed,
      detector.state().conditions.where(detector.state().preparation.schema(), where));
}

}  // namespace discern
