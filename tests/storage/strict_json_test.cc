#include "storage/strict_json.h"

#include <catch2/catch.hpp>
#include <string>

using discern::json_fault;
using discern::JsonLimits;

namespace {

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

std::string list(std::size_t values) {
  std::string text = "[0";
  for (std::size_t i = 1; i < values; ++i) text += ",0";
  return text + "]";
}

}  // namespace

TEST_CASE("Sound JSON has no fault") {
  for (const char* text : {"{}", "[]", "1", "-1.5e3", "\"a\"", "null", "true",
                           R"({"a":{"a":[1,{"b":2}]},"b":"a"})", "{\"k\":\"\xc3\xa4\"}", " {} "})
    CHECK(json_fault(text) == nullptr);
}

TEST_CASE("What is not JSON is refused") {
  for (const char* text :
       {"", "{", "{]", "[1,]", "nan", "1e999", "{\"a\" 1}", "{} x", "\"\xff\"", "'a'", "[1 2]"}) {
    CAPTURE(text);
    CHECK(json_fault(text) == std::string("is not JSON"));
  }
}

TEST_CASE("A key that an object names twice is refused, wherever it is") {
  for (const char* text : {R"({"a":1,"a":1})", R"([{"x":{"b":1,"c":2,"b":3}}])", R"({"a":1,"\u0061":2})"})
    CHECK(json_fault(text) == std::string("names a key twice"));
}

TEST_CASE("Depth, keys and values have limits") {
  const JsonLimits limits = {3, 2, 5};
  CHECK(json_fault(nested(3), limits) == nullptr);
  CHECK(json_fault(nested(4), limits) == std::string("is nested too deeply"));
  CHECK(json_fault(R"({"a":1,"b":2})", limits) == nullptr);
  CHECK(json_fault(R"({"a":1,"b":2,"c":3})", limits) == std::string("has too many keys in one object"));
  CHECK(json_fault(list(4), limits) == nullptr);
  CHECK(json_fault(list(5), limits) == std::string("has too many values"));
}

TEST_CASE("A million brackets are refused, not followed") {
  CHECK(json_fault(std::string(1'000'000, '[')) == std::string("is nested too deeply"));
}
