#include "storage/strict_json.h"

#include <string>
#include <unordered_set>
#include <vector>

namespace discern {
namespace {

// nlohmann's parser calls this for every token; false ends the parsing.
class Inspector : public nlohmann::json_sax<Json> {
 public:
  explicit Inspector(const JsonLimits& limits) : limits_(limits) {}

  const char* fault = nullptr;

  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool number_unsigned(number_unsigned_t) override { return value(); }
  bool number_float(number_float_t, const string_t&) override { return value(); }
  bool string(string_t&) override { return value(); }
  bool binary(binary_t&) override { return refuse("is not JSON"); }

  bool start_object(std::size_t) override { return start(); }
  bool end_object() override { return end(); }
  bool start_array(std::size_t) override { return start(); }
  bool end_array() override { return end(); }

  bool key(string_t& name) override {
    if (open_.back().size() == limits_.keys) return refuse("has too many keys in one object");
    return open_.back().insert(name).second || refuse("names a key twice");
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return refuse("is not JSON");
  }

 private:
  bool refuse(const char* why) {
    if (!fault) fault = why;
    return false;
  }
  bool value() { return ++values_ <= limits_.values || refuse("has too many values"); }
  bool start() {
    if (open_.size() == limits_.depth) return refuse("is nested too deeply");
    open_.emplace_back();
    return value();
  }
  bool end() {
    open_.pop_back();
    return true;
  }

  JsonLimits limits_;
  std::vector<std::unordered_set<std::string>> open_;  // keys so far of the objects (and arrays) around
  std::size_t values_ = 0;
};

}  // namespace

const char* json_fault(std::string_view text, const JsonLimits& limits) {
  Inspector inspector(limits);
  const bool whole = Json::sax_parse(text.begin(), text.end(), &inspector);
  return whole || inspector.fault ? inspector.fault : "is not JSON";
}

}  // namespace discern
