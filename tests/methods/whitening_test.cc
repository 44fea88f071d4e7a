#include "methods/whitening.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/random.h"
#include "testing/faults.h"

using namespace discern;

namespace {

// Two features that go together and a third of its own.
Matrix cloud(std::size_t n) {
  Random random(1, "whitening test");
  Matrix rows(n, 3);
  for (std::size_t i = 0; i < n; ++i) {
    const double shared = random.normal();
    rows.row(i)[0] = float(5 + 3 * shared);
    rows.row(i)[1] = float(2 * shared + 0.5 * random.normal());
    rows.row(i)[2] = float(0.1 * random.normal());
  }
  return rows;
}

}  // namespace

TEST_CASE("whitened coordinates are uncorrelated, of deviation 1, the largest variance first") {
  const Matrix rows = cloud(5000);
  const Whitening whitening(rows, rows.rows);
  Matrix white(rows.rows, 3);
  for (std::size_t i = 0; i < rows.rows; i += 100) whitening.apply(rows.row(i), 100, white.row(i));
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 0; b < 3; ++b) {
      double sum = 0;
      for (std::size_t i = 0; i < rows.rows; ++i) sum += double(white.row(i)[a]) * double(white.row(i)[b]);
      const double mean = sum / double(rows.rows);
      // Shrinkage takes the least variance for a larger one than it is.
      if (a == 2 && b == 2)
        CHECK((mean > 0.5 && mean < 1));
      else
        CHECK(mean == Approx(a == b ? 1 : 0).margin(0.02));
    }
  // A step along the widest direction is a small one in the first coordinate.
  const float at[6] = {5, 0, 0, 5, 0, 1};
  float out[6];
  whitening.apply(at, 2, out);
  CHECK(std::abs(out[2] - out[5]) > 5);
  CHECK(std::abs(out[0] - out[3]) < 0.1);
}

TEST_CASE("copies do not make a covariance surer: few independent rows shrink it more") {
  const Matrix rows = cloud(200);
  float sure[3], unsure[3];
  const float far[3] = {5, 0, 1};
  Whitening(rows, 200).apply(far, 1, sure);
  Whitening(rows, 20).apply(far, 1, unsure);
  CHECK(std::abs(unsure[2]) < std::abs(sure[2]));
}

TEST_CASE("whitening saved and loaded has the same bits, and one of another width is refused") {
  const Whitening whitening(cloud(50), 50);
  Archive archive;
  whitening.save(archive, "w");
  const Whitening loaded = Whitening::load(archive, "w", 3);
  const float x[3] = {1, 2, 3};
  float a[3], b[3];
  whitening.apply(x, 1, a);
  loaded.apply(x, 1, b);
  CHECK(std::equal(a, a + 3, b));
  check_fault(Fault::model, "w.mean", [&] { Whitening::load(archive, "w", 4); });
}
