// One OpenMP thread inside the products of a scope.
#pragma once

namespace discern {

// Of the calling thread, and as before at its end. oneDNN may divide the sums of a product among threads,
// which changes their bits; and two spinning pools stall each other.
class OneThread {
 public:
  OneThread();
  ~OneThread();
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_;
};

}  // namespace discern
