#include <simdjson.h>

#include <cstring>
#include <unordered_map>

#include "base/fail.h"
#include "base/text.h"
#include "data/column_names.h"
#include "data/sources.h"
#include "data/text_source.h"

namespace discern {
namespace {

using simdjson::ondemand::json_type;

static_assert(TextPieces::kPadding >= simdjson::SIMDJSON_PADDING);

class JsonLinesSource final : public TextSource {
 public:
  JsonLinesSource(const std::string& path, const ReadOptions& options) : TextSource(path, options) {
    simdjson::ondemand::document document;
    for (auto field : object_of(first_line(), document)) {
      std::string_view key;
      check(field.unescaped_key().get(key));
      index_.emplace(key, columns_.size());
      columns_.emplace_back(key);
    }
    check_columns(place(), columns_);
    filled_by_.assign(columns_.size(), 0);
  }

 private:
  std::string_view first_line();
  std::size_t fill(std::size_t most) override;
  simdjson::ondemand::object object_of(std::string_view line, simdjson::ondemand::document& document);
  void read_object(std::string_view line, std::size_t row);
  // column_guess is where the key stood in the objects before.
  std::size_t column_of(std::string_view key, std::size_t column_guess);
  std::string_view text_of(simdjson::ondemand::value value, std::string_view key);
  std::string_view string_of(simdjson::ondemand::value value, std::string_view raw);
  [[noreturn]] void refuse(simdjson::error_code error) const;
  void check(simdjson::error_code error) const {
    if (error) refuse(error);
  }

  simdjson::ondemand::parser parser_;
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<std::uint64_t> filled_by_;  // a column: number of the last record that had it
  std::uint64_t record_ = 0;
};

bool is_blank(std::string_view line) {
  return trim(line).empty() || trim(line) == "\r";
}

std::string_view JsonLinesSource::first_line() {
  for (;;) {
    const std::string_view text(pieces_.begin(), std::size_t(pieces_.end() - pieces_.begin()));
    const std::size_t end = text.find('\n');
    if (end == text.npos) {
      if (!pieces_.more())
        fail(Fault::data, "{}: is empty; expected a JSON object a line", shown_path(path_));
    } else if (is_blank(text.substr(0, end))) {
      pieces_.advance(pieces_.begin() + end + 1);
      ++line_;
    } else {
      return text.substr(0, end);
    }
  }
}

std::size_t JsonLinesSource::fill(std::size_t most) {
  std::size_t row = 0;
  while (row < most) {
    char* const begin = pieces_.begin();
    const auto left = std::size_t(pieces_.end() - begin);
    const auto* newline = left ? static_cast<const char*>(std::memchr(begin, '\n', left)) : nullptr;
    if (!newline) {
      if (row > 0 || !pieces_.more()) return row;
      continue;
    }
    const std::string_view line(begin, std::size_t(newline - begin));
    if (!is_blank(line)) {
      begin_record(row);
      read_object(line, row++);
    }
    pieces_.advance(newline + 1);
    ++line_;
  }
  return row;
}

simdjson::ondemand::object JsonLinesSource::object_of(std::string_view line,
                                                      simdjson::ondemand::document& document) {
  check(parser_.iterate(line.data(), line.size(), line.size() + TextPieces::kPadding).get(document));
  simdjson::ondemand::object object;
  const simdjson::error_code error = document.get_object().get(object);
  if (error == simdjson::INCORRECT_TYPE)
    fail(Fault::data, "{}: is no JSON object; expected one a line, as in {{\"amount\": 12.5}}", place());
  check(error);
  return object;
}

void JsonLinesSource::read_object(std::string_view line, std::size_t row) {
  ++record_;
  simdjson::ondemand::document document;
  std::size_t guess = 0;
  std::size_t found = 0;
  for (auto field : object_of(line, document)) {
    std::string_view key;
    simdjson::ondemand::value value;
    check(field.unescaped_key().get(key));
    check(field.value().get(value));
    const std::size_t column = column_of(key, guess);
    const std::string_view text = text_of(value, columns_[column]);
    guess = column + 1;
    if (filled_by_[column] == record_)
      fail(Fault::data, "{}: key {} appears twice; keep one", place(), shown(columns_[column]));
    filled_by_[column] = record_;
    cell(column, row) = text;
    ++found;
  }
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
    fail(Fault::data, "{}: text follows the object; expected one object a line", place());
  if (found == columns_.size()) return;
  for (std::size_t column = 0; column < columns_.size(); ++column)
    if (filled_by_[column] != record_) cell(column, row) = {};
}

std::size_t JsonLinesSource::column_of(std::string_view key, std::size_t column_guess) {
  if (column_guess < columns_.size() && columns_[column_guess] == key) return column_guess;
  const auto found = index_.find(std::string(key));
  if (found == index_.end())
    fail(Fault::data, "{}: unknown key {}{}; the first object must have every key: give it null there",
         place(), shown(key), did_you_mean(key, columns_));
  return found->second;
}

std::string_view JsonLinesSource::text_of(simdjson::ondemand::value value, std::string_view key) {
  json_type type;
  check(value.type().get(type));
  std::string_view raw = value.raw_json_token();
  while (!raw.empty() && std::strchr(" \t\r\n", raw.back())) raw.remove_suffix(1);
  bool truth;
  double number;
  switch (type) {
    case json_type::string: {
      const std::string_view text = string_of(value, raw);
      return is_missing_(text) ? std::string_view() : text;
    }
    case json_type::number:
      check(value.get_double().get(number));
      return is_missing_(raw) ? std::string_view() : raw;
    case json_type::boolean:
      check(value.get_bool().get(truth));
      return truth ? "true" : "false";
    case json_type::null:
      check(value.is_null().get(truth));
      if (!truth) refuse(simdjson::N_ATOM_ERROR);
      return {};
    default:
      fail(Fault::data, "{}: key {} holds an array or an object; expected one value: flatten it", place(),
           shown(key));
  }
}

// The text within the block's own memory: unescaped in place, which never makes it longer.
std::string_view JsonLinesSource::string_of(simdjson::ondemand::value value, std::string_view raw) {
  std::string_view text;
  check(value.get_string().get(text));
  char* const place_of = pieces_.begin() + (raw.data() + 1 - pieces_.begin());
  if (text.size() + 2 > raw.size()) refuse(simdjson::STRING_ERROR);
  if (!text.empty()) std::memcpy(place_of, text.data(), text.size());
  return {place_of, text.size()};
}

void JsonLinesSource::refuse(simdjson::error_code error) const {
  fail(Fault::data, "{}: is not sound JSON ({}); expected one object a line", place(),
       simdjson::error_message(error));
}

}  // namespace

std::unique_ptr<Source> open_jsonl(const Input& input, const ReadOptions& options) {
  return std::make_unique<JsonLinesSource>(input.path, options);
}

}  // namespace discern
