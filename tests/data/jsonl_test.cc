#include <catch2/catch.hpp>

#include "data/source_files.h"

using namespace discern;
using namespace discern::test;

namespace {

Rows rows_of(std::string_view text, const ReadOptions& options = {}) {
  const Folder folder;
  return read_rows(folder.write("in.jsonl", text), options);
}

Caught fault_of(std::string_view text) {
  const Folder folder;
  return caught(folder, folder.write("in.jsonl", text));
}

}  // namespace

TEST_CASE("JSON Lines give the first object's keys as columns, in any order later", "[data][jsonl]") {
  const Folder folder;
  const auto source =
      open_source(folder.write("in.jsonl", R"({"amount": 12.50, "shop": "grocery", "ok": true, "note": null})"
                                           "\n\n"
                                           R"({"ok":false,"note":"late","amount":-1e3})"
                                           "\r\n  \n"
                                           R"({"shop":"NA","note":"x","ok":true,"amount":7})"));
  CHECK(source->columns() == std::vector<std::string>{"amount", "shop", "ok", "note"});
  CHECK(read_rows(*source) == Rows{{"12.50", "grocery", "true", "<missing>"},
                                   {"-1e3", "<missing>", "false", "late"},
                                   {"7", "<missing>", "true", "x"}});
}

TEST_CASE("JSON texts are unescaped, keys too, and numbers keep their digits", "[data][jsonl]") {
  CHECK(rows_of(R"({"a\"b":"tab\there","u":"\u00e9\ud83d\ude00","n":123456789012345678901234567890})"
                "\n"
                R"({"u":"","n":0.1000,"a\"b":"q\"q"})") ==
        Rows{{"tab\there", "é😀", "123456789012345678901234567890"}, {"q\"q", "<missing>", "0.1000"}});
}

TEST_CASE("JSON records know their lines", "[data][jsonl]") {
  const Folder folder;
  const auto source = open_source(folder.write("in.jsonl", "\n{\"a\":1}\n\n{\"a\":2}\n"));
  Block block;
  REQUIRE(source->next(block));
  CHECK(block.lines == std::vector<std::uint64_t>{2, 4});
}

TEST_CASE("JSON Lines that cannot be read are refused in one line", "[data][jsonl]") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "in.jsonl: is empty"},
      {"\n \n", "in.jsonl: is empty"},
      {"{}\n", "in.jsonl:1: has no columns"},
      {"[1,2]\n", "in.jsonl:1: is no JSON object"},
      {"12\n", "in.jsonl:1: is no JSON object"},
      {"{\"a\":1}\n{\"a\":2,\"b\":3}\n", "in.jsonl:2: unknown key \"b\""},
      {"{\"amount\":1}\n{\"amonut\":2}\n", "in.jsonl:2: unknown key \"amonut\" (did you mean \"amount\"?)"},
      {"{\"a\":1}\n{\"a\":[1]}\n", "in.jsonl:2: key \"a\" holds an array or an object"},
      {"{\"a\":{\"b\":1}}\n", "in.jsonl:1: key \"a\" holds an array or an object"},
      {"{\"a\":1,\"a\":2}\n", "in.jsonl:1: column \"a\" appears twice"},
      {"{\"a\":1,\"b\":1}\n{\"a\":2,\"a\":3}\n", "in.jsonl:2: key \"a\" appears twice"},
      {"{\"\":1}\n", "in.jsonl:1: column 1 has no name"},
      {"{\"a\":1}\n{\"a\":1\n", "in.jsonl:2: is not sound JSON"},
      {"{\"a\":1}\n{\"a\":1x}\n", "in.jsonl:2: is not sound JSON"},
      {"{\"a\":1}\n{\"a\":truth}\n", "in.jsonl:2: is not sound JSON"},
      {"{\"a\":1}\n{\"a\":nul}\n", "in.jsonl:2: is not sound JSON"},
      {"{\"a\":1}\n{\"a\":\"\\x\"}\n", "in.jsonl:2: is not sound JSON"},
      {"{\"a\":1}\n{\"a\":\"\xff\"}\n", "in.jsonl:2: is not sound JSON"},
      {"{\"a\":1}\n{\"a\":1} {\"a\":2}\n", "in.jsonl:2: text follows the object"},
      {"{\"a\":1}\n{\"a\":1e999}\n", "in.jsonl:2: is not sound JSON"},
  };
  for (const auto& [text, start] : cases) {
    const Caught fault = fault_of(text);
    CAPTURE(text, fault.text);
    CHECK(fault.fault == Fault::data);
    CHECK(fault.text.starts_with(start));
    CHECK(fault.text.find('\n') == std::string::npos);
  }
}
