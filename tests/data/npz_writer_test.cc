#include "data/npz_writer.h"

#include <catch2/catch.hpp>

#include "data/source_files.h"

using namespace discern;

TEST_CASE("arrays that were written are read again, numbers as they were") {
  const test::Folder folder;
  NpzWriter writer;
  writer.add("heat", {2, 2}, std::vector<float>{0.5f, -1, 0.125f, 4});
  writer.add("labels", {3}, std::vector<std::uint8_t>{0, 1, 255});
  const std::string path = folder.write("a.npz", writer.bytes());
  ReadOptions flat;
  flat.flatten = true;
  CHECK(test::read_rows(path + "#heat", flat) == test::Rows{{"0.5", "-1"}, {"0.125", "4"}});
  CHECK(test::read_rows(path + "#labels") == test::Rows{{"0"}, {"1"}, {"255"}});
}
