// Functions compiled for wider registers too; which one is used is chosen when the program starts.
#pragma once

// None of them fuses products with sums, so that the bits are the same. The sanitizers do not bear such a
// choice.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define DISCERN_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define DISCERN_WIDE
#endif
