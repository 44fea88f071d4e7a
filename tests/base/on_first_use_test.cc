#include "base/on_first_use.h"

#include <catch2/catch.hpp>
#include <thread>
#include <vector>

using namespace discern;

TEST_CASE("what follows is made once, again after forget(), and again by a copy") {
  int made = 0;
  const auto make = [&] { return ++made; };
  OnFirstUse<int> value;
  CHECK(value.get(make) == 1);
  CHECK(value.get(make) == 1);
  value.forget();
  CHECK(value.get(make) == 2);
  OnFirstUse<int> copy(value);
  CHECK(copy.get(make) == 3);
  copy = value;
  CHECK(copy.get(make) == 4);
  CHECK(value.get(make) == 2);
}

TEST_CASE("threads that come at once get the same") {
  const OnFirstUse<std::vector<int>> value;
  std::vector<const void*> found(4);
  std::vector<std::thread> threads;
  for (const void*& f : found)
    threads.emplace_back([&] { f = &value.get([] { return std::vector<int>{1, 2, 3}; }); });
  for (std::thread& thread : threads) thread.join();
  CHECK(found == std::vector<const void*>(4, found[0]));
  CHECK(value.get([] { return std::vector<int>(); }).size() == 3);
}
