#include "base/read_ahead.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <stdexcept>
#include <thread>

using namespace discern;

namespace {

// make(0), make(1), ... make(count - 1)
template <class Make>
ReadAhead<int> ahead_of(int count, Make make) {
  return ReadAhead<int>([count, make, next = 0]() mutable -> ReadAhead<int>::Job {
    if (next == count) return {};
    return [make, i = next++] { return make(i); };
  });
}

}  // namespace

TEST_CASE("things made ahead come in order, though the first ones take longest") {
  auto ahead = ahead_of(20, [](int i) {
    std::this_thread::sleep_for(std::chrono::milliseconds((20 - i) % 5));
    return i * i;
  });
  for (int i = 0; i < 20; ++i) CHECK(ahead.take() == i * i);
  CHECK_FALSE(ahead.take());
  CHECK_FALSE(ahead.take());
}

TEST_CASE("a fault ahead is thrown where its turn comes, and what follows is still there") {
  auto ahead = ahead_of(3, [](int i) {
    if (i == 1) throw std::runtime_error("fault of 1");
    return i;
  });
  CHECK(ahead.take() == 0);
  CHECK_THROWS_WITH(ahead.take(), "fault of 1");
  CHECK(ahead.take() == 2);
}

TEST_CASE("few things are made ahead of those taken, and none is left running") {
  std::atomic<int> begun{0}, ended{0};
  {
    auto ahead = ahead_of(1000, [&](int i) {
      ++begun;
      ++ended;
      return i;
    });
    for (int i = 0; i < 5; ++i) ahead.take();
  }
  CHECK(begun == ended);
  CHECK(begun <= 5 + int(thread_count(0)));
}
