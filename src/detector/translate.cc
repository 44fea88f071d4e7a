#include "detector/translate.h"

#include <vector>

#include "base/random.h"
#include "detector/scoring.h"

namespace discern {

Table translated(const Detector::State& state, const Table& record, const Table& other) {
  const Preparation& preparation = state.preparation;
  const std::size_t width = preparation.width();
  const Matrix x = prepare(preparation, record).x, wanted = prepare(preparation, other).x;
  std::vector<float> made(width);
  state.method->translate(x.row(0), wanted.row(0) + width - preparation.condition_width(), 1, made.data());
  Random random(0, "translation");
  const std::vector<double> values = preparation.restore(made.data(), random);
  Table out = other;
  if (preparation.schema().picture()) out.pixels = preparation.restore_picture(made.data());
  for (std::size_t j = 0; j < preparation.first_condition(); ++j) out.columns[j] = {values[j]};
  std::erase_if(out.unknown,
                [&](const UnknownCategory& unknown) { return !is_condition(state, unknown.column); });
  return out;
}

}  // namespace discern
