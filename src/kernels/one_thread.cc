#include "kernels/one_thread.h"

#include <omp.h>

namespace discern {

OneThread::OneThread() : before_(omp_get_max_threads()) {
  if (before_ > 1) omp_set_num_threads(1);
}

OneThread::~OneThread() {
  if (before_ > 1) omp_set_num_threads(before_);
}

}  // namespace discern
