#include "methods/dae.h"

#include <catch2/catch.hpp>
#include <cfloat>
#include <cmath>

#include "base/random.h"
#include "testing/faults.h"

using namespace discern;

namespace {

Mlp random_mlp(std::vector<std::size_t> widths) {
  Random random(1, "dae test");
  Mlp mlp({std::move(widths)});
  for (float& value : mlp.parameters()) value = float(0.5 * random.normal());
  return mlp;
}

Matrix random_rows(std::size_t n, std::size_t width) {
  Random random(2, "dae test");
  Matrix rows(n, width);
  for (float& value : rows.data) value = float(random.normal());
  return rows;
}

}  // namespace

TEST_CASE("dae scores the mean squared difference and refers to the reconstruction") {
  Mlp mlp({{2, 2}});
  mlp.parameters() = {1, 0, 1, 0, 0, 1};  // (a, b) -> (a + b, 1)
  const auto method = make_dae(mlp);
  const std::vector<float> x = {3, 2, 5, 0};
  std::vector<float> found(2), reference(4);
  method->score(x.data(), 2, found.data());
  method->reference(x.data(), 2, reference.data());
  CHECK(found == std::vector<float>{(4 + 1) / 2.0f, 1 / 2.0f});
  CHECK(reference == std::vector<float>{5, 1, 5, 1});
}

TEST_CASE("dae gives a record the same bits in any batch and after loading") {
  const auto method = make_dae(random_mlp({7, 16, 4, 16, 7}));
  Archive archive;
  method->save(archive);
  const auto loaded = load_dae(archive);
  const Matrix rows = random_rows(300, 7);
  std::vector<float> whole(300), made(rows.data.size());
  method->score(rows.data.data(), 300, whole.data());
  method->reference(rows.data.data(), 300, made.data());
  for (const std::size_t batch : {1u, 7u, 144u, 145u})
    for (std::size_t start = 0; start < rows.rows; start += batch) {
      const std::size_t n = std::min<std::size_t>(batch, rows.rows - start);
      std::vector<float> some(n), some_made(n * 7);
      loaded->score(rows.row(start), n, some.data());
      loaded->reference(rows.row(start), n, some_made.data());
      REQUIRE(std::equal(some.begin(), some.end(), whole.begin() + std::ptrdiff_t(start)));
      REQUIRE(std::equal(some_made.begin(), some_made.end(), made.begin() + std::ptrdiff_t(start * 7)));
    }
}

TEST_CASE("dae stays finite for any finite record") {
  const auto method = make_dae(random_mlp({3, 8, 2, 8, 3}));
  const std::vector<float> x = {FLT_MAX, -FLT_MAX, 0, FLT_MAX, FLT_MAX, FLT_MAX};
  std::vector<float> found(2), reference(6);
  method->score(x.data(), 2, found.data());
  method->reference(x.data(), 2, reference.data());
  for (const float value : found) CHECK(std::isfinite(value));
  for (const float value : reference) CHECK(std::isfinite(value));
}

TEST_CASE("a dae that makes another width than it takes is refused") {
  Archive archive;
  random_mlp({3, 8, 2}).save(archive, "autoencoder");
  check_fault(Fault::model, "makes 2 features of 3", [&] { load_dae(archive); });
}
