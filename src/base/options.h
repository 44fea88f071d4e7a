// Options described once: the struct, the default, the range, the help, the parsing and what is saved all
// come from one OptionTable. Defaults are the struct's own initial values.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/json.h"

namespace discern {

using OptionValue = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;

// What a reader of an option needs to know; one entry of a table without its struct.
struct OptionSpec {
  std::string name;         // as typed after --
  std::string placeholder;  // "N", "COL", "FILE"; empty for a flag
  std::string help;         // one line, no full stop
  OptionValue initial = false;
  double least = -std::numeric_limits<double>::infinity();  // numbers only, both ends allowed
  double most = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices;  // of text, or of each item of a list; empty: anything
  char letter = '\0';                // short form
};

// Ways to fill the rest of a spec: range(0, 1), one_of({"a", "b"}), letter('o').
struct OptionRange {
  double least, most;
};
struct OptionChoices {
  std::vector<std::string> names;
};
struct OptionLetter {
  char letter;
};
inline OptionRange range(double least, double most) {
  return {least, most};
}
inline OptionChoices one_of(std::vector<std::string> names) {
  return {std::move(names)};
}
inline OptionLetter letter(char c) {
  return {c};
}

// text as a value of spec's type, within its range and choices; Error(usage) that names option, text and
// remedy. A flag takes "true" or "false"; a list takes "a,b,c".
OptionValue parse_option(const OptionSpec& spec, std::string_view text);
// "0.01", "true", "a,b": parse_option reads it back.
std::string option_text(const OptionValue& value);
// The spec called name; Error(usage) with a suggestion if there is none.
const OptionSpec& find_option(std::span<const OptionSpec> specs, std::string_view name,
                              std::string_view owner);

template <class T>
class OptionTable {
 public:
  using Member = std::variant<bool T::*, std::int64_t T::*, double T::*, std::string T::*,
                              std::vector<std::string> T::*>;

  // owner is who the options belong to in messages: "train", "method fanogan".
  explicit OptionTable(std::string owner) : owner_(std::move(owner)) {}

  // member: of T or of a base of T, so that shared options are described once for all who share them.
  template <class V, class B, class... Rest>
  OptionTable& add(std::string name, V B::*member, std::string placeholder, std::string help, Rest... rest) {
    OptionSpec spec;
    spec.name = std::move(name);
    spec.placeholder = std::move(placeholder);
    spec.help = std::move(help);
    spec.initial = OptionValue(T{}.*member);
    (fill(spec, rest), ...);
    specs_.push_back(std::move(spec));
    members_.push_back(static_cast<V T::*>(member));
    return *this;
  }

  std::span<const OptionSpec> specs() const { return specs_; }
  const std::string& owner() const { return owner_; }

  void set(T& options, std::string_view name, std::string_view text) const {
    const OptionSpec& spec = find_option(specs_, name, owner_);
    assign(options, std::size_t(&spec - specs_.data()), parse_option(spec, text));
  }
  // The defaults but for settings, name -> text.
  T from(const std::map<std::string, std::string>& settings) const {
    T options;
    for (const auto& [name, text] : settings) set(options, name, text);
    return options;
  }
  // Not inlined, here and in assign: g++ 12 warns of members that a known struct is too small to have.
  [[gnu::noinline]] Json save(const T& options) const {
    Json out = Json::object();
    for (std::size_t i = 0; i < specs_.size(); ++i)
      std::visit([&](auto member) { out[specs_[i].name] = options.*member; }, members_[i]);
    return out;
  }

 private:
  static void fill(OptionSpec& spec, const OptionRange& r) { spec.least = r.least, spec.most = r.most; }
  static void fill(OptionSpec& spec, const OptionChoices& c) { spec.choices = c.names; }
  static void fill(OptionSpec& spec, const OptionLetter& l) { spec.letter = l.letter; }

  [[gnu::noinline]] void assign(T& options, std::size_t index, const OptionValue& value) const {
    std::visit(
        [&](auto member) {
          using V = std::remove_reference_t<decltype(options.*member)>;
          options.*member = std::get<V>(value);
        },
        members_[index]);
  }

  std::string owner_;
  std::vector<OptionSpec> specs_;
  std::vector<Member> members_;
};

}  // namespace discern
