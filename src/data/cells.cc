#include "data/cells.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include "base/fail.h"
#include "base/text.h"
#include "data/column_names.h"
#include "data/short_numbers.h"

namespace discern {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

[[noreturn]] void refuse(const Block& block, std::size_t row, const std::string& name, std::string_view text,
                         std::string_view expected, const std::string& remedy) {
  fail(Fault::data, "{}: column {}: {} is not {}; name it with --missing, {}", block.place(row), shown(name),
       shown(text), expected, remedy);
}

[[noreturn]] void refuse_picture(const Block& block, std::size_t row, const std::string& name) {
  fail(Fault::data, "{}: column {}: is a picture; expected text or a number: name another column",
       block.place(row), name);
}

// read(text) and read(double) give a finite number or NaN.
template <class Read>
void append(const Block& block, std::size_t column, const std::vector<char>* keep, std::vector<double>& out,
            const Read& read) {
  const std::size_t begin = out.size();
  out.resize(begin + block.size);
  double* to = out.data() + begin;
  std::visit(
      [&](const auto& cells) {
        for (std::size_t row = 0; row < block.size; ++row)
          if (!keep || (*keep)[row]) *to++ = read(row, cells[row]);
      },
      block.columns[column]);
  out.resize(std::size_t(to - out.data()));
}

struct NumberCell {
  const Block& block;
  const std::string& name;
  const Remedies& remedies;

  double operator()(std::size_t row, std::string_view text) const {
    if (text.empty()) return kMissing;
    const std::optional<double> value = parse_number(text, block.decimal);
    if (!value) refuse(block, row, name, text, "a number", remedies.numeric);
    return finite(row, *value, text);
  }
  double operator()(std::size_t row, double value) const { return finite(row, value, ""); }
  double operator()(std::size_t row, const Picture&) const { refuse_picture(block, row, shown(name)); }
  double finite(std::size_t row, double value, std::string_view text) const {
    if (std::isinf(value))
      refuse(block, row, name, text.empty() ? std::string_view("inf") : text, "a finite number",
             remedies.numeric);
    return value;
  }
};

struct TruthCell {
  const Block& block;
  const std::string& name;
  const Remedies& remedies;

  double operator()(std::size_t row, std::string_view text) const {
    if (text.empty()) return kMissing;
    if (const std::optional<double> truth = parse_truth(text)) return *truth;
    const std::optional<double> value = parse_number(text, block.decimal);
    if (!value) refuse(block, row, name, text, "true or false", remedies.boolean);
    return zero_or_one(row, *value);
  }
  double operator()(std::size_t row, double value) const { return zero_or_one(row, value); }
  double operator()(std::size_t row, const Picture&) const { refuse_picture(block, row, shown(name)); }
  double zero_or_one(std::size_t row, double value) const {
    if (value == 0 || value == 1 || std::isnan(value)) return value;
    refuse(block, row, name, fmt::format("{}", value), "true or false", remedies.boolean);
  }
};

// Most texts are numbers in their everyday form; the others are read one by one.
void append_texts(const TextColumn& texts, ShortNumbers short_ones, const NumberCell& read,
                  std::vector<double>& out) {
  const std::size_t begin = out.size();
  out.resize(begin + texts.size());
  double* const to = out.data() + begin;
  for (std::size_t row = 0; row < texts.size(); ++row) {
    row += short_ones(texts.data() + row, texts.size() - row, to + row);
    if (row < texts.size()) to[row] = read(row, texts[row]);
  }
}

}  // namespace

Remedies training_remedies(const std::string& column) {
  const std::string remedy =
      fmt::format("declare the column with --categorical {}, or drop it with --exclude {}", column, column);
  return {remedy, remedy};
}

Remedies scoring_remedies() {
  return {"or train without the column", "or train again with the column declared --categorical"};
}

std::optional<double> parse_truth(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.size() > 5) return std::nullopt;
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  if (lower == "true" || lower == "yes" || lower == "t" || lower == "y") return 1;
  if (lower == "false" || lower == "no" || lower == "f" || lower == "n") return 0;
  return std::nullopt;
}

std::string_view cell_text(const Block& block, std::size_t column, std::size_t row, std::string& buffer) {
  if (const auto* texts = std::get_if<TextColumn>(&block.columns[column])) return (*texts)[row];
  const auto* numbers = std::get_if<NumberColumn>(&block.columns[column]);
  if (!numbers) refuse_picture(block, row, std::to_string(column + 1));
  buffer.clear();
  append_number(buffer, (*numbers)[row]);
  return buffer;
}

void append_numbers(const Block& block, std::size_t column, const std::string& name,
                    const std::vector<char>* keep, const Remedies& remedies, std::vector<double>& out) {
  const NumberCell read{block, name, remedies};
  const auto* const texts = std::get_if<TextColumn>(&block.columns[column]);
  if (const ShortNumbers short_ones = short_numbers(); short_ones && texts && !keep && block.decimal == '.')
    return append_texts(*texts, short_ones, read, out);
  append(block, column, keep, out, read);
}

void append_truths(const Block& block, std::size_t column, const std::string& name,
                   const std::vector<char>* keep, const Remedies& remedies, std::vector<double>& out) {
  append(block, column, keep, out, TruthCell{block, name, remedies});
}

}  // namespace discern
