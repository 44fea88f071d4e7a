#include "methods/gan.h"

#include <catch2/catch.hpp>

#include "storage/sample_detector.h"

using namespace discern;

namespace {

Matrix rows_of(std::size_t n, std::uint64_t seed) {
  Random random(seed, "gan test");
  Matrix rows(n, 4);
  for (float& value : rows.data) value = float(random.normal());
  return rows;
}

std::unique_ptr<const Discern> sample(const Matrix& x) {
  Random random(1, "gan test weights");
  std::unique_ptr<Method> method = sample_detector::random_discern(x, random);
  return std::unique_ptr<const Discern>(static_cast<const Discern*>(method.release()));
}

}  // namespace

TEST_CASE("gan scores as discern does, but fuses residual and latent instead of neighbours") {
  const Matrix normal = rows_of(60, 1), x = rows_of(20, 2);
  const auto reference = sample(normal);
  const Gan method(sample(normal));
  std::vector<float> found(x.rows * method.components().size()), expected = found;
  method.score(x.data.data(), x.rows, found.data());
  reference->score(x.data.data(), x.rows, expected.data());
  CHECK(found == expected);
  std::vector<std::string> fused;
  for (const Component& component : method.components())
    if (component.fused) fused.push_back(component.name);
  CHECK(fused == std::vector<std::string>{"discriminator", "residual", "latent"});
}

TEST_CASE("gan holds a record against G(E(x)), not against one it has seen") {
  const Matrix normal = rows_of(60, 1), x = rows_of(20, 2);
  const Gan method(sample(normal));
  const auto inner = sample(normal);
  std::vector<float> found(x.data.size()), latent(x.rows * inner->latent()), made(x.data.size());
  method.reference(x.data.data(), x.rows, found.data());
  inner->networks().encoder.forward(x.data.data(), x.rows, latent.data());
  inner->networks().generator.forward(latent.data(), x.rows, made.data());
  for (std::size_t i = 0; i < made.size(); ++i) CHECK(found[i] == Approx(made[i]).margin(1e-6));
}

TEST_CASE("gan comes back from its archive to the bit") {
  const Matrix normal = rows_of(60, 1), x = rows_of(20, 2);
  const Gan method(sample(normal));
  Archive archive;
  method.save(archive);
  const auto loaded = load_gan(archive);
  std::vector<float> before(x.rows * method.components().size()), after = before;
  method.score(x.data.data(), x.rows, before.data());
  loaded->score(x.data.data(), x.rows, after.data());
  CHECK(before == after);
  archive.tensors.erase("memory");
  CHECK_THROWS_AS(load_gan(archive), Error);
}
