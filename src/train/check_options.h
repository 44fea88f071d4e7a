// What makes no sense in the options of a training, and which of them decide what is learned.
#pragma once

#include <string>

#include "base/matrix.h"
#include "discern/train.h"

namespace discern {

// Error(usage) for numbers out of range, and for what does not go together; methods check their own.
void check_options(const TrainOptions& options);

// The same text for two trainings only if they learn the same numbers from the records x: the rest of a model
// is made of the records again.
std::string fingerprint(const TrainOptions& options, const Matrix& x);

}  // namespace discern
