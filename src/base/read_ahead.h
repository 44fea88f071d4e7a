// Things that take a while to make, made in the background before they are asked for.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <optional>
#include <utility>

#include "base/parallel.h"

namespace discern {

// next_job() says, on the taking thread, how to make the next item; an empty function: there is none. The
// jobs run each on a thread of its own, one a core and one more ahead of what was taken. The destructor waits
// for what is under way.
template <class Item>
class ReadAhead {
 public:
  using Job = std::function<Item()>;
  explicit ReadAhead(std::function<Job()> next_job)
      : most_(thread_count(0) + 1), next_job_(std::move(next_job)) {}

  // In the order of the jobs; nothing after the last. What a job throws is thrown when its turn comes.
  std::optional<Item> take() {
    while (!ended_ && pending_.size() < most_) {
      Job job = next_job_();
      ended_ = !job;
      if (job) pending_.push_back(std::async(std::launch::async, std::move(job)));
    }
    if (pending_.empty()) return std::nullopt;
    std::future<Item> first = std::move(pending_.front());
    pending_.pop_front();
    return first.get();
  }

 private:
  std::size_t most_;
  bool ended_ = false;
  std::function<Job()> next_job_;
  std::deque<std::future<Item>> pending_;
};

}  // namespace discern
