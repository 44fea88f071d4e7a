#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "base/fail.h"
#include "storage/model_file.h"
#include "storage/mutations.h"

using discern::Archive;
using discern::Error;
using discern::Fault;
using discern::Json;
using discern::Random;

namespace {

Archive sample() {
  Archive archive;
  archive.meta = {
      {"columns", {{{"name", "amount"}, {"kind", "numeric"}}, {{"name", "hour"}, {"kind", "boolean"}}}},
      {"rule", {{"rate", 0.01}, {"count", 40}}}};
  archive.put("weights", {4, 3}, std::vector<float>(12, 0.25f));
  archive.put("tail", {5}, std::vector<double>{1, 2, 3, 4, 5});
  archive.put("bias", {3}, std::vector<float>{1, 2, 3});
  return archive;
}

// Every number a tensor promises is there.
bool consistent(const Archive& archive) {
  for (const auto& [name, tensor] : archive.tensors) {
    std::uint64_t product = 1;
    for (const std::uint64_t size : tensor.shape) product *= size;
    if (product != std::visit([](const auto& values) { return values.size(); }, tensor.values)) return false;
  }
  return archive.meta.is_object();
}

}  // namespace

TEST_CASE("Of 40,000 damaged files each is refused in one line or read as a sound archive") {
  const std::string bytes = discern::to_bytes(sample());
  Random random(1, "mutations");
  std::map<bool, int> outcomes;
  for (int i = 0; i < 40000; ++i) {
    const std::string changed = mutations::any(random, bytes);
    CAPTURE(i);
    try {
      const Archive archive = discern::from_bytes(changed, "m.discern");
      REQUIRE(consistent(archive));
      // What was read can be written, and is read the same again.
      REQUIRE(discern::from_bytes(discern::to_bytes(archive), "m.discern").meta == archive.meta);
      ++outcomes[true];
    } catch (const Error& error) {
      const std::string message = error.what();
      REQUIRE(error.fault() == Fault::model);
      REQUIRE(message.substr(0, 11) == "m.discern: ");
      REQUIRE(message.find('\n') == message.npos);
      ++outcomes[false];
    }
  }
  // Both ends are reached, else the test tests little.
  CHECK(outcomes[true] > 4000);
  CHECK(outcomes[false] > 20000);
}

TEST_CASE("Damage without a new checksum is never read") {
  const std::string bytes = discern::to_bytes(sample());
  Random random(2, "mutations");
  for (int i = 0; i < 10000; ++i) {
    const std::string changed = mutations::damage(random, bytes);
    if (changed != bytes) REQUIRE_THROWS_AS(discern::from_bytes(changed, "m.discern"), Error);
  }
}
