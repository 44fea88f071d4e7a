#include <algorithm>
#include <cmath>
#include <limits>

#include "base/fail.h"
#include "base/text.h"
#include "data/cells.h"
#include "discern/records.h"
#include "report/scores_file.h"
#include "threshold/rule.h"

namespace discern {
namespace {

// Where the columns of one score file stand.
struct Layout {
  std::string path;
  std::vector<std::string> names;
  bool label = false;      // then it is column 1
  bool verdict = false;    // then it stands behind alert
  std::size_t stride = 2;  // columns of a reason
  std::size_t score = 1, components = 0, reasons = 0;

  std::size_t first_component() const { return score + 3 + verdict; }
  std::size_t reason(std::size_t k) const { return first_component() + components + stride * k; }
};

std::size_t position_of(const Layout& layout, std::string_view name) {
  const auto found = std::find(layout.names.begin(), layout.names.end(), name);
  if (found == layout.names.end())
    fail(Fault::data, "{}: not a score file: there is no column \"{}\"; expected what discern score wrote",
         layout.path, name);
  return std::size_t(found - layout.names.begin());
}

void expect(const Layout& layout, bool held) {
  if (!held)
    fail(Fault::data,
         "{}: not a score file: its columns stand in another order; expected what discern score wrote",
         layout.path);
}

void check_components(const Layout& layout, const std::vector<std::string>& model) {
  const auto begin = layout.names.begin() + std::ptrdiff_t(layout.first_component());
  const std::vector<std::string> found(begin, begin + std::ptrdiff_t(layout.components));
  if (found != model)
    fail(Fault::model,
         "{}: scored by another model: its components are {}, this model's are {}; score the records again",
         layout.path, list_of(found), list_of(model));
}

Layout layout_of(const std::string& path, const std::vector<std::string>& names,
                 const std::vector<std::string>& components) {
  Layout out{path, names};
  const std::size_t record = position_of(out, "record");
  out.score = position_of(out, "score");
  const std::size_t p_value = position_of(out, "p_value"), alert = position_of(out, "alert");
  out.label = out.score == 2;
  expect(out,
         record == 0 && (out.score == 1 || out.label) && p_value == out.score + 1 && alert == out.score + 2);
  out.verdict = alert + 1 < names.size() && names[alert + 1] == "verdict";
  const auto reasons = std::find(names.begin() + std::ptrdiff_t(alert), names.end(), "reason_1");
  out.components = std::size_t(reasons - names.begin()) - out.first_component();
  // The numbers of regions, that JSON Lines have beside, are in the texts too.
  const auto second = std::find(reasons, names.end(), "reason_2");
  if (std::find(reasons, second, "row_1") != second) out.stride = 8;
  out.reasons = std::size_t(names.end() - reasons) / out.stride;
  for (std::size_t k = 0; k < out.reasons; ++k)
    expect(out, names[out.reason(k)] == fmt::format("reason_{}", k + 1) &&
                    names[out.reason(k) + 1] == fmt::format("share_{}", k + 1));
  expect(out, out.reason(out.reasons) == names.size());
  check_components(out, components);
  return out;
}

// The longest of the model's columns that the text starts with.
std::string column_in(const std::string& text, const std::vector<std::string>& columns) {
  std::string best;
  for (const std::string& name : columns) {
    const bool whole = text.size() == name.size() || (text.size() > name.size() && text[name.size()] == ' ');
    if (text.starts_with(name) && whole && name.size() > best.size()) best = name;
  }
  return best.empty() ? text.substr(0, text.find(' ')) : best;
}

// The cells of one block, read as what the layout says they are.
class Rows {
 public:
  Rows(const Layout& layout, const std::vector<std::string>& columns, const Block& block)
      : layout_(layout), columns_(columns), block_(block) {}

  void read(std::size_t row, Score& out) const {
    out.record = text(row, 0);
    if (out.record.empty()) out.record = std::to_string(block_.first + row);
    out.label = layout_.label ? text(row, 1) : "";
    out.score = number(row, layout_.score);
    out.p_value = number(row, layout_.score + 1);
    if (!(out.p_value > 0 && out.p_value <= 1)) refuse(row, layout_.score + 1, "a number in (0, 1]");
    out.alert = alert(row);
    out.review = layout_.verdict && review(row, out.alert);
    out.components.clear();
    for (std::size_t c = 0; c < layout_.components; ++c)
      out.components.push_back(component(row, layout_.first_component() + c));
    read_reasons(row, out.reasons);
  }

 private:
  void read_reasons(std::size_t row, std::vector<Reason>& out) const {
    out.clear();
    for (std::size_t k = 0; k < layout_.reasons; ++k) {
      Reason reason{"", 0, text(row, layout_.reason(k))};
      if (reason.text.empty()) return;
      reason.share = number(row, layout_.reason(k) + 1);
      reason.column = column_in(reason.text, columns_);
      out.push_back(std::move(reason));
    }
  }
  bool alert(std::size_t row) const {
    const std::string written = text(row, layout_.score + 2);
    if (written == "1" || written == "true") return true;
    if (written != "0" && written != "false") refuse(row, layout_.score + 2, "0 or 1");
    return false;
  }
  bool review(std::size_t row, bool alert) const {
    const std::string written = text(row, layout_.score + 3);
    const Outcome said = written == outcome_name(Outcome::alarm)    ? Outcome::alarm
                         : written == outcome_name(Outcome::review) ? Outcome::review
                                                                    : Outcome::clear;
    if (written != outcome_name(said) || alert != (said == Outcome::alarm))
      refuse(row, layout_.score + 3, alert ? "alarm, where alert is 1" : "clear or review, where alert is 0");
    return said == Outcome::review;
  }
  // Components are single precision in the score and in the file.
  double component(std::size_t row, std::size_t column) const {
    const double value = number(row, column);
    if (std::abs(value) > std::numeric_limits<float>::max())
      refuse(row, column, "a number of single precision");
    return float(value);
  }
  double number(std::size_t row, std::size_t column) const {
    double value = NAN;
    if (const auto* numbers = std::get_if<NumberColumn>(&block_.columns[column]))
      value = (*numbers)[row];
    else
      value = parse_number(text(row, column)).value_or(NAN);
    if (!std::isfinite(value)) refuse(row, column, "a finite number");
    return value;
  }
  std::string text(std::size_t row, std::size_t column) const {
    std::string buffer;
    return std::string(cell_text(block_, column, row, buffer));
  }
  [[noreturn]] void refuse(std::size_t row, std::size_t column, std::string_view expected) const {
    fail(Fault::data, "{}: column \"{}\": \"{}\" is not {}; score the records again", block_.place(row),
         layout_.names[column], text(row, column), expected);
  }

  const Layout& layout_;
  const std::vector<std::string>& columns_;
  const Block& block_;
};

}  // namespace

bool is_score_file(const std::vector<std::string>& columns) {
  return std::ranges::all_of(
      std::vector<std::string>{"record", "score", "p_value", "alert"},
      [&](const auto& name) { return std::ranges::find(columns, name) != columns.end(); });
}

std::string label_column(const std::vector<std::string>& columns) {
  return columns.size() > 1 && columns[1] != "score" ? columns[1] : "";
}

std::uint64_t read_scores(const std::string& path, const std::vector<std::string>& components,
                          const std::vector<std::string>& columns,
                          const std::function<void(std::span<const Score>)>& sink) {
  ReadOptions options;
  options.header = Header::present;
  options.missing.clear();  // a key or a label may be "NA"
  const auto source = open_source(path, options);
  const Layout layout = layout_of(path, source->columns(), components);
  std::uint64_t records = 0;
  std::vector<Score> scores;
  for (Block block; source->next(block); records += block.size) {
    scores.resize(block.size);
    const Rows rows(layout, columns, block);
    for (std::size_t row = 0; row < block.size; ++row) rows.read(row, scores[row]);
    sink(scores);
  }
  return records;
}

}  // namespace discern
