// How well generated records stand for real ones, by nearest neighbours.
#pragma once

#include <cstddef>

#include "base/matrix.h"

namespace discern {

// The ball of a record reaches to its k-th nearest other record of its own kind, real or made.
struct Fidelity {
  // Kynkaanniemi et al. 2019, "Improved precision and recall metric for assessing generative models".
  double precision = 0;  // [0, 1]: share of made records in the ball of a real one
  double recall = 0;     // [0, 1]: share of real records in the ball of a made one
  // Naeem et al. 2020, "Reliable fidelity and diversity metrics for generative models".
  double density = 0;   // from 0, 1 is right: balls of real records that a made one is in, over k
  double coverage = 0;  // [0, 1]: share of the real records whose ball holds a made one
  // The median radius of the made records' balls over that of the real ones; near 0 where the made records
  // are a few points again and again, 1 is right.
  double spread = 0;
};

// real, made [n > k, width], finite; k >= 1. Time and nothing else grows with the product of both counts.
Fidelity fidelity(const Matrix& real, const Matrix& made, std::size_t k);

}  // namespace discern
