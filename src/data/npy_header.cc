#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include "base/fail.h"
#include "data/column_names.h"
#include "data/npy_array.h"

namespace discern {
namespace {

constexpr std::size_t kMostDimensions = 4;
constexpr std::size_t kMostInRow = std::size_t(1) << 28;

// Reads the Python dictionary of an .npy file, and nothing else that Python could write.
class Dictionary {
 public:
  Dictionary(std::string_view text, const std::string& name) : rest_(text), name_(name) {}

  NpyHeader parse() {
    expect('{');
    while (!take('}')) {
      const std::string_view key = quoted();
      expect(':');
      if (key == "descr")
        type_ = type_of(quoted());
      else if (key == "fortran_order")
        by_column_ = truth();
      else if (key == "shape")
        shape();
      else
        refuse();
      if (!take(',')) {
        expect('}');
        break;
      }
    }
    if (!type_ || !by_column_ || !shaped_) refuse();
    return header();
  }

 private:
  [[noreturn]] void refuse() const {
    fail(Fault::data, "{}: is no .npy array: its header cannot be read; write it again with numpy.save",
         name_);
  }
  void skip_blanks() {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_[0]))) rest_.remove_prefix(1);
  }
  bool take(char c) {
    skip_blanks();
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!take(c)) refuse();
  }

  std::string_view quoted() {
    skip_blanks();
    if (rest_.starts_with('[') || rest_.starts_with('('))
      fail(Fault::data, "{}: is an array of structures; expected numbers: save one plain array", name_);
    const char quote = rest_.starts_with('"') ? '"' : '\'';
    expect(quote);
    const std::size_t end = rest_.find(quote);
    if (end == rest_.npos) refuse();
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return text;
  }

  bool truth() {
    skip_blanks();
    for (const std::string_view word : {"True", "False"}) {
      if (!rest_.starts_with(word)) continue;
      rest_.remove_prefix(word.size());
      return word == "True";
    }
    refuse();
  }

  void shape() {
    expect('(');
    sizes_.clear();
    shaped_ = true;
    while (!take(')')) {
      skip_blanks();
      std::uint64_t size = 0;
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), size);
      if (error != std::errc()) refuse();
      rest_.remove_prefix(std::size_t(end - rest_.data()));
      if (sizes_.size() > kMostDimensions) refuse();
      sizes_.push_back(size);
      if (take(',')) continue;
      expect(')');
      break;
    }
  }

  NumberType type_of(std::string_view code) const {
    NumberType type;
    if (code.size() == 3 && std::string_view("<>|=").find(code[0]) != code.npos)
      type = {code[1], std::size_t(code[2] - '0'), code[0] == '>'};
    else
      type.kind = '?';
    if (!type.known())
      fail(Fault::data,
           "{}: holds values of type {}; expected floats of 4 or 8 bytes, integers or booleans: convert "
           "with .astype",
           name_, shown(code));
    return type;
  }

  NpyHeader header() const {
    if (sizes_.empty() || sizes_.size() > kMostDimensions)
      fail(Fault::data, "{}: has {} dimensions; expected 1 to {}: reshape it to (records, columns)", name_,
           sizes_.size(), kMostDimensions);
    NpyHeader out{{*type_, sizes_[0], 1}, 0, *by_column_, sizes_};
    if (out.layout.rows == 0) fail(Fault::data, "{}: has no records; expected at least one", name_);
    for (std::size_t d = 1; d < sizes_.size(); ++d) {
      if (sizes_[d] > kMostInRow / std::max<std::size_t>(1, out.layout.columns))
        fail(Fault::data, "{}: a record has more than {} numbers; cut it into parts", name_, kMostInRow);
      out.layout.columns *= sizes_[d];
    }
    if (out.layout.columns == 0 || sizes_.size() < 3) check_column_count(name_, out.layout.columns);
    if (sizes_.size() > 2 && out.by_column)
      fail(Fault::data, "{}: is in Fortran order; expected C order: save numpy.ascontiguousarray of it",
           name_);
    if (out.layout.rows == 1 || out.layout.columns == 1) out.by_column = false;
    return out;
  }

  std::string_view rest_;
  const std::string& name_;
  std::optional<NumberType> type_;
  std::optional<bool> by_column_;
  std::vector<std::uint64_t> sizes_;
  bool shaped_ = false;
};

}  // namespace

NpyHeader parse_npy_header(std::string_view text, const std::string& name) {
  return Dictionary(text, name).parse();
}

}  // namespace discern
