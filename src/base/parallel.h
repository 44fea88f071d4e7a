// Work on consecutive items by several threads, with the results in order and memory bounded.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace discern {

// 0 means one thread a core.
inline unsigned thread_count(unsigned asked) {
  return asked ? asked : std::max(1u, std::thread::hardware_concurrency());
}

// produce() gives the next item or nothing; work(item) runs on `threads` threads at once; consume(result)
// runs on the calling thread, in the order of production. At most 2 * threads + 2 items are under way. The
// first exception of any of the three stops all and is thrown again here, after everything before it was
// consumed. With one thread everything runs on the calling thread.
template <class Item, class Result>
class OrderedPipeline {
 public:
  OrderedPipeline(std::function<std::optional<Item>()> produce, std::function<Result(Item&&)> work,
                  std::function<void(Result&&)> consume)
      : produce_(std::move(produce)), work_(std::move(work)), consume_(std::move(consume)) {}

  void run(unsigned threads) {
    if (threads <= 1) return run_inline();
    most_ = 2 * threads + 2;
    std::vector<std::jthread> workers;
    for (unsigned t = 0; t < threads; ++t) workers.emplace_back([this] { labour(); });
    try {
      collect();
    } catch (...) {
      stop();
      throw;
    }
  }

 private:
  struct Done {
    std::optional<Result> result;
    std::exception_ptr fault;
  };

  void run_inline() {
    while (std::optional<Item> item = produce_()) consume_(work_(std::move(*item)));
  }

  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    room_.notify_all();
  }

  // Workers take turns at producing, so that reading overlaps with work without a thread of its own.
  void labour() {
    while (true) {
      std::uint64_t number = 0;
      Done done;
      try {
        std::optional<Item> item = take(number);
        if (!item) return;
        done.result = work_(std::move(*item));
      } catch (...) {
        done.fault = std::current_exception();
      }
      const std::lock_guard lock(mutex_);
      done_.emplace(number, std::move(done));
      ready_.notify_one();
    }
  }

  std::optional<Item> take(std::uint64_t& number) {
    const std::lock_guard turn(turn_);
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [&] { return stopped_ || produced_ - consumed_ < most_; });
      if (stopped_ || ended_) return std::nullopt;
      number = produced_++;
    }
    std::optional<Item> item;
    try {
      item = produce_();
    } catch (...) {
      end(false);
      throw;
    }
    if (!item) end(true);
    return item;
  }

  // Nothing more will be produced; the number just taken is given back if no result will come for it.
  void end(bool give_back) {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    if (give_back) --produced_;
    ready_.notify_one();
  }

  void collect() {
    while (true) {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [&] { return done_.contains(consumed_) || (ended_ && consumed_ == produced_); });
      const auto found = done_.find(consumed_);
      if (found == done_.end()) return;
      Done done = std::move(found->second);
      done_.erase(found);
      lock.unlock();
      if (done.fault) std::rethrow_exception(done.fault);
      consume_(std::move(*done.result));
      lock.lock();
      ++consumed_;
      room_.notify_all();
    }
  }

  std::function<std::optional<Item>()> produce_;
  std::function<Result(Item&&)> work_;
  std::function<void(Result&&)> consume_;
  std::mutex turn_;   // who produces
  std::mutex mutex_;  // everything below
  std::condition_variable room_, ready_;
  std::map<std::uint64_t, Done> done_;
  std::uint64_t produced_ = 0, consumed_ = 0, most_ = 2;
  bool ended_ = false, stopped_ = false;
};

}  // namespace discern
