#include "base/archive.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "testing/faults.h"

using namespace discern;

TEST_CASE("an archive gives back what was put in") {
  Archive archive;
  archive.put("a", {2, 2}, std::vector<float>{1, 2, 3, 4});
  archive.put("b", {1}, std::vector<double>{0.1});
  CHECK(archive.floats("a") == std::vector<float>{1, 2, 3, 4});
  CHECK(archive.floats("a", 4).size() == 4);
  CHECK(archive.doubles("b", 1) == std::vector<double>{0.1});
  CHECK(archive.tensor("a").shape == std::vector<std::uint64_t>{2, 2});
  archive.put("a", {1}, std::vector<float>{9});
  CHECK(archive.floats("a") == std::vector<float>{9});
}

TEST_CASE("an archive refuses a tensor that is not what was expected, by name") {
  Archive archive;
  archive.put("single", {2}, std::vector<float>{1, NAN});
  archive.put("double", {2}, std::vector<double>{1, INFINITY});
  check_fault(Fault::model, "tensor \"none\" is missing", [&] { archive.floats("none"); });
  check_fault(Fault::model, "tensor \"none\" is missing", [&] { archive.tensor("none"); });
  check_fault(Fault::model, "tensor \"single\" has another type", [&] { archive.doubles("single"); });
  check_fault(Fault::model, "tensor \"double\" has another type", [&] { archive.floats("double"); });
  check_fault(Fault::model, "tensor \"single\" has 2 numbers, expected 3",
              [&] { archive.floats("single", 3); });
  check_fault(Fault::model, "tensor \"single\" holds a number that is not finite",
              [&] { archive.floats("single"); });
  check_fault(Fault::model, "tensor \"double\" holds a number that is not finite",
              [&] { archive.doubles("double"); });
}

TEST_CASE("an entry of the JSON is read by type, and refused by name") {
  const Json meta = {{"k", 5}, {"name", "knn"}, {"list", {1, 2}}};
  CHECK(read_meta<int>(meta, "k") == 5);
  CHECK(read_meta<std::string>(meta, "name") == "knn");
  CHECK(read_meta<std::vector<int>>(meta, "list") == std::vector<int>{1, 2});
  check_fault(Fault::model, "\"bank\" is missing", [&] { read_meta<int>(meta, "bank"); });
  check_fault(Fault::model, "\"name\"", [&] { read_meta<int>(meta, "name"); });
  check_fault(Fault::model, "\"k\"", [&] { read_meta<int>(Json("text"), "k"); });
}
