#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <limits>

#include "data/source_files.h"

using namespace discern;
using namespace discern::test;

namespace {

std::string dictionary(const std::string& type, const std::string& shape, bool by_column = false) {
  return "{'descr': '" + type + "', 'fortran_order': " + (by_column ? "True" : "False") +
         ", 'shape': " + shape + ", }\n";
}

const std::string kTwoByThree = raw<double>({1, 2.5, -3, 4, 5, std::numeric_limits<double>::quiet_NaN()});
const Rows kTwoByThreeRows = {{"1", "2.5", "-3"}, {"4", "5", "<missing>"}};

template <class T>
void check_type(const std::string& code, const std::vector<T>& values, const Rows& expected) {
  CAPTURE(code);
  const Folder folder;
  const std::string shape = "(" + std::to_string(values.size()) + ",)";
  CHECK(read_rows(folder.write("in.npy", npy(dictionary("<" + code, shape), raw(values)))) == expected);
  std::string swapped;
  for (const T& value : values) {
    std::string bytes = raw(std::vector<T>{value});
    std::reverse(bytes.begin(), bytes.end());
    swapped += bytes;
  }
  CHECK(read_rows(folder.write("in.npy", npy(dictionary(">" + code, shape), swapped))) == expected);
}

Caught fault_of(const std::string& name, std::string_view bytes, const std::string& suffix = "") {
  const Folder folder;
  return caught(folder, folder.write(name, bytes) + suffix);
}

void check_faults(const std::string& name, const std::vector<std::pair<std::string, std::string>>& cases) {
  for (const auto& [bytes, part] : cases) {
    const Caught fault = fault_of(name, bytes);
    CAPTURE(part, fault.text);
    CHECK(fault.fault == Fault::data);
    CHECK(fault.text.starts_with(name));
    CHECK(fault.text.find(part) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("an array of two dimensions gives c1, c2, ...", "[data][npy]") {
  const Folder folder;
  for (const char version : {1, 2, 3}) {
    const auto source =
        open_source(folder.write("in.npy", npy(dictionary("<f8", "(2, 3)"), kTwoByThree, version)));
    CHECK(source->columns() == std::vector<std::string>{"c1", "c2", "c3"});
    CHECK(read_rows(*source) == kTwoByThreeRows);
  }
}

TEST_CASE("Fortran order is read record by record as well", "[data][npy]") {
  const Folder folder;
  const std::string data = raw<double>({1, 4, 2.5, 5, -3, std::numeric_limits<double>::quiet_NaN()});
  const std::string path = folder.write("in.npy", npy(dictionary("<f8", "(2, 3)", true), data));
  CHECK(read_rows(path) == kTwoByThreeRows);
  CHECK(read_rows(path, {.block_records = 1}) == kTwoByThreeRows);
  CHECK(read_rows(folder.write("z.npy.gz", gzip(npy(dictionary("<f8", "(2, 3)", true), data)))) ==
        kTwoByThreeRows);
}

TEST_CASE("an array that is cut short while it is read is a fault", "[data][npy]") {
  const Folder folder;
  const std::vector<double> values(3 * 5000, 1.5);
  for (const bool by_column : {false, true}) {
    CAPTURE(by_column);
    const std::string path =
        folder.write("in.npy", npy(dictionary("<f8", "(5000, 3)", by_column), raw(values)));
    const auto source = open_source(path, {.block_records = 1000});
    Block block;
    REQUIRE(source->next(block));
    std::filesystem::resize_file(path, 64 + 1500 * 3 * 8);
    const auto rest = [&] {
      while (source->next(block)) {
      }
    };
    CHECK_THROWS_WITH(rest(), Catch::Contains("ends too early"));
  }
}

TEST_CASE("every number type is read in both byte orders", "[data][npy]") {
  check_type<float>("f4", {1.5f, -2}, {{"1.5"}, {"-2"}});
  check_type<double>("f8", {0.1, -1e300}, {{"0.1"}, {"-1e+300"}});
  check_type<std::int8_t>("i1", {-128, 127}, {{"-128"}, {"127"}});
  check_type<std::int16_t>("i2", {-32768, 258}, {{"-32768"}, {"258"}});
  check_type<std::int32_t>("i4", {-2147483647, 66051}, {{"-2147483647"}, {"66051"}});
  check_type<std::int64_t>("i8", {-1, 1099511627776}, {{"-1"}, {"1099511627776"}});
  check_type<std::uint8_t>("u1", {0, 255}, {{"0"}, {"255"}});
  check_type<std::uint16_t>("u2", {65535, 1}, {{"65535"}, {"1"}});
  check_type<std::uint32_t>("u4", {4294967295u, 1}, {{"4294967295"}, {"1"}});
  check_type<std::uint64_t>("u8", {1, 2}, {{"1"}, {"2"}});
  const Folder folder;
  CHECK(read_rows(folder.write("in.npy", npy(dictionary("|b1", "(2,)"), std::string("\1\0", 2)))) ==
        Rows{{"1"}, {"0"}});
}

TEST_CASE("records of binary files are named by their number in the file", "[data][npy]") {
  const Folder folder;
  folder.write("a.npy", npy(dictionary("<f8", "(1, 3)"), raw<double>({1, 2, 3})));
  folder.write("b.npy", npy(dictionary("<f8", "(2, 3)"), kTwoByThree));
  const auto source = open_source(folder.path());
  Block block;
  REQUIRE(source->next(block));
  REQUIRE(source->next(block));
  CHECK(block.first == 2);
  CHECK(block.place(1) == folder.path("b.npy") + ": record 2");
}

TEST_CASE("what is no sound .npy array is refused", "[data][npy]") {
  const std::string sound = npy(dictionary("<f8", "(2, 3)"), kTwoByThree);
  std::string newer = sound;
  newer[6] = 4;
  check_faults(
      "in.npy",
      {
          {"", "ends inside its header"},
          {"\x93NUM", "ends inside its header"},
          {"PK\3\4 and more text", "does not begin as one"},
          {newer, "is of .npy version 4"},
          {sound.substr(0, 30), "ends inside its header"},
          {sound.substr(0, sound.size() - 1), "ends too early; expected 2 records of 24 bytes"},
          {sound + "x", "goes on after its last record"},
          {npy(dictionary("<f8", "(2, 3)", true), kTwoByThree + "x"), "goes on after 48 bytes"},
          {npy(dictionary("<f8", "(2, 3)", true), kTwoByThree.substr(1)), "ends too early"},
          {npy(dictionary("<f8", "(4611686018427387904, 3)", true), kTwoByThree), "ends too early"},
          {npy(dictionary("<f8", "(4611686018427387904, 3)"), kTwoByThree), "ends too early"},
          {npy(dictionary("<f8", "(99999999999999999999999, 3)"), kTwoByThree), "header cannot be read"},
          {npy(dictionary("<f8", "()"), ""), "has 0 dimensions"},
          {npy(dictionary("<f8", "(1, 2, 3)"), ""), "ends too early"},
          {npy(dictionary("<f8", "(1, 2, 3, 4, 5)"), ""), "has 5 dimensions"},
          {npy(dictionary("<f8", "(0, 3)"), ""), "has no records"},
          {npy(dictionary("<f8", "(3, 0)"), ""), "has no columns"},
          {npy(dictionary("<f8", "(1, 100001)"), ""), "has 100001 columns"},
          {npy(dictionary("|O", "(2, 3)"), ""), "holds values of type \"|O\""},
          {npy(dictionary("<f2", "(2, 3)"), ""), "holds values of type \"<f2\""},
          {npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2,), }", ""),
           "array of structures"},
          {npy("{'descr': '<f8', 'shape': (2,), }", ""), "header cannot be read"},
          {npy("{'descr': '<f8', 'fortran_order': 0, 'shape': (2,), }", ""), "header cannot be read"},
          {npy("{'descr': '<f8', 'fortran_order': False, 'shape': (-2,), }", ""), "header cannot be read"},
          {npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), 'x': '1'}", ""),
           "header cannot be read"},
      });
}

TEST_CASE("X and y of an archive become the columns c1, ..., y", "[data][npz]") {
  const std::string x = npy(dictionary("<f8", "(2, 3)"), kTwoByThree),
                    y = npy(dictionary("<i4", "(2,)"), raw<int>({0, 1}));
  const Rows expected = {{"1", "2.5", "-3", "0"}, {"4", "5", "<missing>", "1"}};
  const Folder folder;
  for (const bool deflated : {false, true})
    for (const bool large : {false, true}) {
      CAPTURE(deflated, large);
      const auto source = open_source(folder.write(
          "in.npz",
          zip({{"y.npy", y, deflated, large}, {"X.npy", x, deflated, large}, {"z.npy", x}}, large)));
      CHECK(source->columns() == std::vector<std::string>{"c1", "c2", "c3", "y"});
      CHECK(read_rows(*source) == expected);
    }
  CHECK(read_rows(folder.write("in.npz.gz", gzip(zip({{"X.npy", x}, {"y.npy", y}})))) == expected);
}

TEST_CASE("the only array of an archive is read, or the one that is named", "[data][npz]") {
  const std::string x = npy(dictionary("<f8", "(2, 3)"), kTwoByThree),
                    y = npy(dictionary("<i4", "(2,)"), raw<int>({0, 1}));
  const Folder folder;
  const std::string one = folder.write("one.npz", zip({{"readme.txt", "hello"}, {"data.npy", x, true}}));
  CHECK(read_rows(one) == kTwoByThreeRows);
  const std::string two = folder.write("two.npz", zip({{"a.npy", x}, {"b.npy", y}}));
  CHECK(read_rows("npz:" + two + "#b") == Rows{{"0"}, {"1"}});
  CHECK(read_rows(two + "#a") == kTwoByThreeRows);
  CHECK(caught(folder, two).text == "two.npz: holds \"a\" and \"b\" and no \"X\"; pick one as in two.npz#a");
  CHECK(caught(folder, two + "#c").text == "two.npz: has no array \"c\"; it holds \"a\" and \"b\"");
}

TEST_CASE("what is no sound archive is refused", "[data][npz]") {
  const std::string x = npy(dictionary("<f8", "(2, 3)"), kTwoByThree),
                    y = npy(dictionary("<i4", "(3,)"), raw<int>({0, 1, 0}));
  const std::string sound = zip({{"X.npy", x}});
  std::string flipped = sound, encrypted = sound, packed = sound, elsewhere = sound;
  flipped[sound.find("X.npy") + 100] ^= 1;
  encrypted[sound.find("PK\1\2") + 8] = 1;
  packed[sound.find("PK\1\2") + 10] = 12;
  elsewhere[sound.find("PK\1\2") + 42] = 1;
  check_faults("in.npz", {
                             {"", "it has no directory"},
                             {"PK\5\6", "it has no directory"},
                             {sound.substr(0, sound.size() - 1), "it has no directory"},
                             {sound.substr(40), "its directory is damaged"},
                             {flipped, "bytes do not match size and checksum"},
                             {encrypted, "it is encrypted"},
                             {packed, "compressed in a way other than deflate"},
                             {elsewhere, "a member is not where the directory says"},
                             {zip({{"X.npy", x}, {"X.npy", x}}), "two members have one name"},
                             {zip({{"X.npy", x}, {"y.npy", y}}), "X has 2 records and y is of 3 x 1"},
                             {zip({{"a.txt", x}}), "holds no array"},
                             {zip({}), "holds no array"},
                         });
}

TEST_CASE("IDX images are flattened on request and labels are one column", "[data][idx]") {
  using namespace std::string_literals;
  const Folder folder;
  ReadOptions flat;
  flat.flatten = true;
  const auto images = open_source(
      folder.write("train-images-idx3-ubyte", "\0\0\x08\3\0\0\0\2\0\0\0\1\0\0\0\3\1\2\3\4\5\xff"s), flat);
  CHECK(images->columns() == std::vector<std::string>{"c1", "c2", "c3"});
  CHECK(read_rows(*images) == Rows{{"1", "2", "3"}, {"4", "5", "255"}});
  CHECK(read_rows(folder.write("labels.idx.gz", gzip("\0\0\x08\1\0\0\0\2\7\x09"s))) == Rows{{"7"}, {"9"}});
  CHECK(read_rows(folder.write("a.idx", "\0\0\x09\1\0\0\0\1\xff"s)) == Rows{{"-1"}});
  CHECK(read_rows(folder.write("a.idx", "\0\0\x0B\1\0\0\0\1\xff\xfe"s)) == Rows{{"-2"}});
  CHECK(read_rows(folder.write("a.idx", "\0\0\x0C\1\0\0\0\1\0\1\0\2"s)) == Rows{{"65538"}});
  CHECK(read_rows(folder.write("a.idx", "\0\0\x0D\1\0\0\0\1\x3f\xc0\0\0"s)) == Rows{{"1.5"}});
  CHECK(read_rows(folder.write("a.idx", "\0\0\x0E\1\0\0\0\1\x3f\xf8\0\0\0\0\0\0"s)) == Rows{{"1.5"}});
}

TEST_CASE("what is no sound IDX file is refused", "[data][idx]") {
  using namespace std::string_literals;
  check_faults("in.idx", {
                             {"", "ends inside its header"},
                             {"\0\0\x08\3\0\0"s, "ends inside its header"},
                             {"\0\1\x08\1\0\0\0\1\1"s, "does not begin with two zeros"},
                             {"\0\0\x07\1\0\0\0\1\1"s, "no number type has the code 7"},
                             {"\0\0\x08\0"s, "does not begin with two zeros"},
                             {"\0\0\x08\1\0\0\0\0"s, "has no records"},
                             {"\0\0\x08\2\0\0\0\1\0\0\0\0"s, "has no columns"},
                             {"\0\0\x08\2\0\0\0\1\xff\xff\xff\xff"s, "has 4294967295 columns"},
                             {"\0\0\x08\1\xff\xff\xff\xff\1"s, "ends too early"},
                             {"\0\0\x08\1\0\0\0\1\1\1"s, "goes on after its last record"},
                         });
}
