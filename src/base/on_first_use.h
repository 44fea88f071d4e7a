// What follows from an object and is made when it is first asked for.
#pragma once

#include <atomic>

namespace discern {

// get may be called from any number of threads; those that come while nothing is there yet may each make one,
// of which the first stays. A copy has none: it makes its own.
template <class T>
class OnFirstUse {
 public:
  OnFirstUse() = default;
  OnFirstUse(const OnFirstUse&) noexcept {}
  OnFirstUse& operator=(const OnFirstUse&) noexcept {
    forget();
    return *this;
  }
  ~OnFirstUse() { forget(); }

  // make() -> T. The reference holds until forget().
  template <class Make>
  const T& get(Make make) const {
    const T* found = made_.load(std::memory_order_acquire);
    if (found) return *found;
    const T* const own = new T(make());
    if (made_.compare_exchange_strong(found, own, std::memory_order_acq_rel)) return *own;
    delete own;
    return *found;
  }

  // While no other thread uses it.
  void forget() noexcept { delete made_.exchange(nullptr); }

 private:
  mutable std::atomic<const T*> made_{nullptr};
};

}  // namespace discern
