#include "kernels/coded_scan.h"

namespace discern {

CodedScanKernel coded_scan_kernel() {
#ifdef DISCERN_X86_KERNELS
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni")) return coded_scan_vnni;
#endif
  return nullptr;
}

void coded_scan_reference(const CodedScan& s) {
  for (std::size_t i = 0; i < s.n; ++i)
    for (std::size_t j = 0; j < CodedScan::kColumns; ++j) {
      std::int32_t score = s.start[j];
      for (std::size_t l = 0; l < s.pairs; ++l)
        for (std::size_t half = 0; half < 2; ++half)
          score += std::int32_t(s.queries[(i * s.pairs + l) * 2 + half]) *
                   s.panel[(l * CodedScan::kColumns + j) * 2 + half];
      if (score < s.least[i]) continue;
      const std::size_t at = i * s.room + s.count[i]++;
      s.score[at] = score;
      s.row[at] = s.first + std::uint32_t(j);
    }
}

}  // namespace discern
