#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

#include "data/csv_writer.h"
#include "data/source_files.h"
#include "storage/sample_detector.h"
#include "testing/faults.h"

using namespace discern;

namespace {

Detector detector(const std::string& method) {
  const test::Folder folder;
  const auto source = open_source(folder.write("normal.csv", sample_detector::csv(1, 90)));
  return Detector(sample_detector::learn(method, *source));
}

std::string text_of(const Detector& from, std::uint64_t records, std::uint64_t seed) {
  const auto source = generate(from, records, seed);
  std::string text;
  append_csv_names(text, source->columns());
  for (Block block; source->next(block);) append_csv_records(text, block);
  return text;
}

}  // namespace

TEST_CASE("Generated records have the training columns' kinds, ranges and categories") {
  const Detector made_by = detector("fanogan");
  const auto source = generate(made_by, 3000, 1);
  CHECK(source->columns() == std::vector<std::string>{"amount", "shop", "night", "currency"});
  const auto& quantiles = made_by.state().profile.column(0).numeric.quantiles;
  std::map<std::string_view, int> shops, nights;
  std::size_t records = 0;
  std::set<double> amounts;
  std::vector<Block> kept;
  for (Block block; source->next(block); kept.push_back(block)) {
    CHECK(block.first == records + 1);
    records += block.size;
    for (std::size_t i = 0; i < block.size; ++i) {
      const double amount = std::get<NumberColumn>(block.columns[0])[i];
      if (!std::isnan(amount)) {
        REQUIRE((amount >= quantiles.front() && amount <= quantiles.back()));
        amounts.insert(amount);
      }
      ++shops[std::get<TextColumn>(block.columns[1])[i]];
      ++nights[std::get<TextColumn>(block.columns[2])[i]];
      REQUIRE(std::get<TextColumn>(block.columns[3])[i] == "EUR");
    }
  }
  CHECK(records == 3000);
  CHECK(kept.size() > 1);
  CHECK(amounts.size() > 500);
  for (const auto& [shop, count] : shops)
    CHECK(std::set<std::string_view>{"grocery", "fuel", "attic"}.count(shop) == 1);
  CHECK(shops.size() > 1);
  for (const auto& [night, count] : nights)
    CHECK(std::set<std::string_view>{"true", "false"}.count(night) == 1);
}

TEST_CASE("The same seed gives the same records, and fewer are the first of more") {
  const Detector made_by = detector("fanogan");
  const std::string all = text_of(made_by, 2500, 3);
  CHECK(all == text_of(made_by, 2500, 3));
  CHECK(all.starts_with(text_of(made_by, 1100, 3)));
  CHECK(all != text_of(made_by, 2500, 4));
}

TEST_CASE("Generated records are scored by their model, and bring no surprises") {
  const Detector made_by = detector("fanogan");
  const auto scores = made_by.score(*generate(made_by, 1500, 5));
  REQUIRE(scores.size() == 1500);
  for (const Score& score : scores) {
    CHECK(std::isfinite(score.score));
    CHECK(score.components.back() == 0);
  }
}

TEST_CASE("A source of generated records keeps what its texts point into") {
  Block block;
  {
    const auto source = generate(detector("fanogan"), 10, 1);
    REQUIRE(source->next(block));
  }
  CHECK(std::get<TextColumn>(block.columns[3])[9] == "EUR");
}

TEST_CASE("Which methods generate is told, and the others refuse") {
  for (const MethodInfo& info : methods()) {
    if (!info.load) continue;
    CAPTURE(std::string(info.name));
    const Detector made_by = detector(std::string(info.name));
    CHECK((made_by.state().method->latent() > 0) == info.generates);
    if (!info.generates)
      check_fault(Fault::usage, "makes no records; train a model with ",
                  [&] { generate(made_by, 1); });
  }
}
