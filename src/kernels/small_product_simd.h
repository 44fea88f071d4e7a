// One function for each width of registers; only those that the compiler can make are defined.
#pragma once

#include "kernels/small_product.h"

namespace discern {

void small_product_avx2(const SmallProduct& product);
void small_product_avx512(const SmallProduct& product);

}  // namespace discern
