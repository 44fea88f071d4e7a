#include <array>
#include <charconv>

#include "base/fail.h"
#include "base/text.h"
#include "report/json_text.h"
#include "report/scores_file.h"
#include "threshold/rule.h"

namespace discern {
namespace {

Outcome outcome_of(const ScoredBlock& block, std::size_t row) {
  return block.alert[row] ? Outcome::alarm : block.review[row] ? Outcome::review : Outcome::clear;
}

// As append_json_region writes them.
constexpr std::array kRegionNumbers = {"row", "column", "height", "width", "pixels", "peak"};

template <class Number>
void append(std::string& out, Number value) {
  std::array<char, 32> text;
  out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr);
}

const std::vector<Reason>& reasons_of(const ScoredBlock& block, std::size_t row) {
  static const std::vector<Reason> kNone;
  const auto found = block.reasons.find(row);
  return found == block.reasons.end() ? kNone : found->second;
}

void append_csv_reasons(std::string& out, const std::vector<Reason>& reasons, std::size_t most) {
  for (std::size_t k = 0; k < most; ++k) {
    out += ',';
    if (k < reasons.size()) append_csv_field(out, reasons[k].text);
    out += ',';
    if (k < reasons.size()) append(out, reasons[k].share);
  }
}

void append_csv_row(std::string& out, const ScoresFormat& format, const ScoredBlock& block, std::size_t row) {
  if (block.keys.empty())
    append(out, block.first + row);
  else
    append_csv_field(out, block.keys[row]);
  if (!format.label.empty()) {
    out += ',';
    append_csv_field(out, block.labels[row]);
  }
  out += ',';
  append(out, block.score[row]);
  out += ',';
  append(out, block.p_value[row]);
  out += block.alert[row] ? ",1" : ",0";
  if (format.verdict) (out += ',') += outcome_name(outcome_of(block, row));
  for (std::size_t c = 0; c < block.components.cols; ++c) {
    out += ',';
    append(out, block.components.row(row)[c]);
  }
  append_csv_reasons(out, reasons_of(block, row), format.reasons);
  out += '\n';
}

// What stands before each value of a line, made once a block.
struct JsonNames {
  std::string label;
  std::vector<std::string> components, reasons, shares;
  std::vector<std::array<std::string, kRegionNumbers.size()>> regions;
  bool verdict;

  explicit JsonNames(const ScoresFormat& format) : verdict(format.verdict) {
    if (!format.label.empty()) label = before(format.label);
    for (const std::string& name : format.components) components.push_back(before(name));
    for (std::size_t k = 1; k <= format.reasons; ++k) {
      reasons.push_back(before(fmt::format("reason_{}", k)));
      shares.push_back(before(fmt::format("share_{}", k)));
      if (!format.regions) continue;
      regions.emplace_back();
      for (std::size_t i = 0; i < kRegionNumbers.size(); ++i)
        regions.back()[i] = before(fmt::format("{}_{}", kRegionNumbers[i], k));
    }
  }
  static std::string before(std::string_view name) {
    std::string out = ",";
    append_json_string(out, name);
    return out += ':';
  }
};

void append_json_region(std::string& out, const std::array<std::string, kRegionNumbers.size()>& names,
                        const Region* region) {
  std::size_t at = 0;
  const auto put = [&](auto number) {
    out += names[at++];
    if (region)
      append(out, number);
    else
      out += "null";
  };
  const Region own = region ? *region : Region{};
  put(own.row);
  put(own.column);
  put(own.height);
  put(own.width);
  put(own.pixels);
  put(own.peak);
}

void append_json_reasons(std::string& out, const JsonNames& names, const std::vector<Reason>& reasons) {
  for (std::size_t k = 0; k < names.reasons.size(); ++k) {
    out += names.reasons[k];
    if (k < reasons.size())
      append_json_string(out, reasons[k].text);
    else
      out += "null";
    out += names.shares[k];
    if (k < reasons.size())
      append(out, reasons[k].share);
    else
      out += "null";
    if (names.regions.empty()) continue;
    const bool found = k < reasons.size() && reasons[k].region.pixels > 0;
    append_json_region(out, names.regions[k], found ? &reasons[k].region : nullptr);
  }
}

void append_json_row(std::string& out, const JsonNames& names, const ScoredBlock& block, std::size_t row) {
  out += "{\"record\":";
  if (block.keys.empty())
    append(out, block.first + row);
  else
    append_json_string(out, block.keys[row]);
  if (!names.label.empty()) {
    out += names.label;
    append_json_string(out, block.labels[row]);
  }
  out += ",\"score\":";
  append(out, block.score[row]);
  out += ",\"p_value\":";
  append(out, block.p_value[row]);
  out += block.alert[row] ? ",\"alert\":true" : ",\"alert\":false";
  if (names.verdict) ((out += ",\"verdict\":\"") += outcome_name(outcome_of(block, row))) += '"';
  for (std::size_t c = 0; c < block.components.cols; ++c) {
    out += names.components[c];
    append(out, block.components.row(row)[c]);
  }
  append_json_reasons(out, names, reasons_of(block, row));
  out += "}\n";
}

}  // namespace

void check_format(const ScoresFormat& format) {
  bool clash = format.label.starts_with("reason_") || format.label.starts_with("share_");
  for (const std::string_view name : {"record", "score", "p_value", "alert"}) clash |= format.label == name;
  clash |= format.verdict && format.label == "verdict";
  for (const std::string& name : format.components) clash |= format.label == name;
  if (clash)
    fail(Fault::usage, "--label {}: a score file has a column of that name already; rename the label column",
         format.label);
}

void append_csv_header(std::string& out, const ScoresFormat& format) {
  out += "record,";
  if (!format.label.empty()) {
    append_csv_field(out, format.label);
    out += ',';
  }
  out += format.verdict ? "score,p_value,alert,verdict" : "score,p_value,alert";
  for (const std::string& name : format.components) {
    out += ',';
    append_csv_field(out, name);
  }
  for (std::size_t k = 1; k <= format.reasons; ++k) out += fmt::format(",reason_{0},share_{0}", k);
  out += '\n';
}

void append_csv(std::string& out, const ScoresFormat& format, const ScoredBlock& block) {
  for (std::size_t row = 0; row < block.rows; ++row) append_csv_row(out, format, block, row);
}

void append_jsonl(std::string& out, const ScoresFormat& format, const ScoredBlock& block) {
  const JsonNames names(format);
  for (std::size_t row = 0; row < block.rows; ++row) append_json_row(out, names, block, row);
}

}  // namespace discern
