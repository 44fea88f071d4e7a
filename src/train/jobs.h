// Trainings at once, each to the same bits as alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace discern {

// work(i) for every i < count, `jobs` at once (0: one a core), each on one of our threads with `threads`
// threads inside an operation; on the calling thread where one at a time is left of it. Throws the fault of
// the least i, after all have ended.
void run_jobs(std::size_t count, std::int64_t jobs, std::int64_t threads,
              const std::function<void(std::size_t)>& work);

}  // namespace discern
