#include "train/jobs.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

#include "base/parallel.h"
#include "kernels/signals_held.h"
#include "train/torch.h"

namespace discern {

void run_jobs(std::size_t count, std::int64_t jobs, std::int64_t threads,
              const std::function<void(std::size_t)>& work) {
  const std::size_t at_once = std::min(count, std::size_t(thread_count(unsigned(jobs))));
  if (at_once <= 1) {
    for (std::size_t i = 0; i < count; ++i) work(i);
    return;
  }
  std::vector<std::exception_ptr> faults(count);
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> workers;
    for (std::size_t w = 0; w < at_once; ++w)
      workers.emplace_back([&] {
        const SignalsHeld held;  // the thread that waits takes them: LibTorch's kernels may be as oneDNN's
        at::set_num_threads(int(threads));
        for (std::size_t i = next++; i < count; i = next++) try {
            work(i);
          } catch (...) {
            faults[i] = std::current_exception();
            next = count;
          }
      });
  }
  for (const std::exception_ptr& fault : faults)
    if (fault) std::rethrow_exception(fault);
}

}  // namespace discern
