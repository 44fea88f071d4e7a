#include "train/jobs.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "base/fail.h"
#include "train/catch.h"
#include "train/torch.h"

namespace discern {

TEST_CASE("every job is done once, with its threads") {
  const std::int64_t jobs = GENERATE(0, 1, 3, 100);
  at::set_num_threads(1);
  std::vector<std::atomic<int>> done(20);
  run_jobs(done.size(), jobs, 1, [&](std::size_t i) {
    ++done[i];
    if (at::get_num_threads() != 1) done[i] = 100;
  });
  for (const auto& count : done) CHECK(count == 1);
  run_jobs(0, jobs, 1, [](std::size_t) { FAIL("there was none"); });
}

TEST_CASE("the first job's fault is thrown, and no job begins after one") {
  const std::int64_t jobs = GENERATE(1, 2);
  std::atomic<int> begun = 0;
  std::string fault;
  try {
    run_jobs(1000, jobs, 1, [&](std::size_t i) {
      ++begun;
      fail(Fault::data, "job {}", i);
    });
  } catch (const Error& error) {
    fault = error.what();
  }
  CHECK(fault == "job 0");
  CHECK(begun <= jobs);
}

TEST_CASE("jobs are under way at once") {
  std::atomic<int> waiting = 0;
  run_jobs(2, 2, 1, [&](std::size_t) {
    ++waiting;
    while (waiting < 2) std::this_thread::yield();
  });
  CHECK(waiting == 2);
}

}  // namespace discern
