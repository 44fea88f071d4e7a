#include "base/parallel.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>

using namespace discern;

namespace {

struct Run {
  std::vector<int> consumed;
  std::string fault;
  int most_under_way = 0;
};

// Squares 0..count-1; faults at the given item of the given stage.
Run squares(unsigned threads, int count, int bad_item = -1, char bad_stage = ' ') {
  Run run;
  int next = 0;
  std::atomic<int> under_way{0}, most{0};
  const auto fault = [&](int item, char stage) {
    if (item == bad_item && stage == bad_stage) throw std::runtime_error(std::string("fault in ") + stage);
  };
  OrderedPipeline<int, int> pipeline(
      [&]() -> std::optional<int> {
        if (next == count) return std::nullopt;
        fault(next, 'p');
        const int now = ++under_way;
        int seen = most;
        while (seen < now && !most.compare_exchange_weak(seen, now)) {
        }
        return next++;
      },
      [&](int&& item) {
        fault(item, 'w');
        return item * item;
      },
      [&](int&& result) {
        --under_way;
        if (bad_stage == 'c' && int(run.consumed.size()) == bad_item) throw std::runtime_error("fault in c");
        run.consumed.push_back(result);
      });
  try {
    pipeline.run(threads);
  } catch (const std::runtime_error& error) {
    run.fault = error.what();
  }
  run.most_under_way = most;
  return run;
}

}  // namespace

TEST_CASE("Results come in order, each once, for any number of threads") {
  for (const unsigned threads : {1u, 2u, 3u, 8u})
    for (const int count : {0, 1, 5, 500}) {
      const Run run = squares(threads, count);
      REQUIRE(int(run.consumed.size()) == count);
      for (int i = 0; i < count; ++i) CHECK(run.consumed[std::size_t(i)] == i * i);
    }
}

TEST_CASE("No more than 2 threads + 2 items are under way") {
  for (const unsigned threads : {1u, 2u, 4u})
    CHECK(squares(threads, 400).most_under_way <= int(2 * threads + 3));
}

TEST_CASE("The first fault of any stage ends the run after what came before it") {
  for (const unsigned threads : {1u, 2u, 6u})
    for (const char stage : {'p', 'w', 'c'}) {
      const Run run = squares(threads, 300, 40, stage);
      CHECK(run.fault == std::string("fault in ") + stage);
      CHECK(run.consumed.size() == 40);
    }
}
