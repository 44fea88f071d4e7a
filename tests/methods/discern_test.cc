#include "methods/discern.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cfloat>
#include <cmath>
#include <numeric>

#include "base/random.h"
#include "testing/faults.h"

using namespace discern;

namespace {

constexpr std::size_t kWidth = 5, kLatent = 3, kNeighbours = 4;
enum { kDiscriminator, kNeighboursMean, kReconstruction, kResidual, kLatentDistance, kComponents };

Matrix random_rows(std::size_t n, std::uint64_t seed) {
  Random random(seed, "discern test");
  Matrix rows(n, kWidth);
  for (float& value : rows.data) value = float(random.normal());
  return rows;
}

Mlp random_mlp(std::vector<std::size_t> widths, std::uint64_t seed) {
  Random random(seed, "discern test");
  Mlp mlp({std::move(widths)});
  for (float& value : mlp.parameters()) value = float(0.5 * random.normal());
  return mlp;
}

Mlp rising_mlp(std::size_t inputs, std::uint64_t seed) {
  Random random(seed, "discern test");
  Mlp mlp({{inputs, 8, 8, 1}, Activation::elu_pair});
  for (std::size_t l = 0; l < mlp.layers(); ++l) {
    const std::size_t end = mlp.bias_offset(l) + mlp.shape().widths[l + 1];
    for (std::size_t i = mlp.weight_offset(l); i < end; ++i)
      mlp.parameters()[i] = float(i < mlp.bias_offset(l) ? 0.3 * random.uniform() : random.normal());
  }
  return mlp;
}

// The memory holds the first 80 of the normal records.
Discern sample(const Matrix& normal, bool fuse_neighbours = false) {
  Matrix kept(80, kWidth);
  std::copy_n(normal.data.begin(), kept.data.size(), kept.data.begin());
  Discern::Evidence evidence(normal, kept, kNeighbours);
  Mlp discriminator = rising_mlp(evidence.size(), 3);
  return {
      {random_mlp({kLatent, 8, kWidth}, 1), random_mlp({kWidth, 8, kLatent}, 2), std::move(discriminator)},
      std::move(evidence),
      0.1,
      fuse_neighbours,
      normal};
}

std::vector<float> scores(const Method& method, const float* x, std::size_t n) {
  std::vector<float> out(n * kComponents);
  method.score(x, n, out.data());
  return out;
}

Archive archive_of(const Method& method) {
  Archive archive;
  method.save(archive);
  return archive;
}

}  // namespace

TEST_CASE("discern's components are what its parts say of a record") {
  const Matrix normal = random_rows(100, 1), x = random_rows(30, 2);
  const Discern method = sample(normal);
  CHECK(method.components().size() == kComponents);
  const std::vector<float> found = scores(method, x.data.data(), x.rows);
  Matrix kept(80, kWidth);
  std::copy_n(normal.data.begin(), kept.data.size(), kept.data.begin());
  const Discern::Evidence evidence(normal, kept, kNeighbours);
  std::vector<float> told(x.rows * evidence.size()), distance(x.rows), verdict(x.rows);
  evidence.measure(x.data.data(), x.rows, told.data(), distance.data());
  method.networks().discriminator.forward(told.data(), x.rows, verdict.data());
  std::vector<float> latent(x.rows * kLatent), made(x.data.size());
  method.networks().encoder.forward(x.data.data(), x.rows, latent.data());
  method.networks().generator.forward(latent.data(), x.rows, made.data());
  for (std::size_t i = 0; i < x.rows; ++i) {
    CHECK(found[i * kComponents + kDiscriminator] == verdict[i]);
    CHECK(found[i * kComponents + kNeighboursMean] == distance[i]);
    double sum = 0;
    for (std::size_t j = 0; j < kWidth; ++j)
      sum += std::pow(double(x.row(i)[j]) - double(made[i * kWidth + j]), 2);
    CHECK(found[i * kComponents + kReconstruction] == Approx(sum / kWidth));
    CHECK(found[i * kComponents + kResidual] >= 0);
    CHECK(found[i * kComponents + kLatentDistance] >= 0);
  }
}

TEST_CASE("evidence stands side by side, first by values and then by ranks, each record without itself") {
  const Matrix normal = random_rows(200, 3);
  const Discern::Evidence evidence(normal, normal, kNeighbours);
  CHECK(evidence.size() == 2 * (kNeighbours + 2));
  std::vector<std::uint32_t> self(normal.rows);
  std::iota(self.begin(), self.end(), 0u);
  std::vector<float> found(normal.rows * evidence.size()), ranked(normal.data.size());
  evidence.measure(normal.data.data(), normal.rows, found.data(), nullptr, self.data());
  Memory::Found values, ranks;
  evidence.values_memory.measure(normal.data.data(), normal.rows, values, self.data());
  evidence.ranks.apply(normal.data.data(), normal.rows, ranked.data());
  evidence.ranks_memory.measure(ranked.data(), normal.rows, ranks, self.data());
  const auto half = std::ptrdiff_t(kNeighbours + 2);
  for (std::ptrdiff_t i = 0; i < std::ptrdiff_t(normal.rows); ++i) {
    const auto row = found.begin() + 2 * half * i;
    CHECK(std::equal(row, row + half, values.evidence.begin() + half * i));
    CHECK(std::equal(row + half, row + 2 * half, ranks.evidence.begin() + half * i));
  }
}

TEST_CASE("discern gives a record the same bits in any batch and after loading") {
  const Discern method = sample(random_rows(100, 5), true);
  Archive archive = archive_of(method);
  const auto loaded = load_discern(archive);
  CHECK(archive_of(*loaded).meta == archive.meta);
  CHECK(loaded->components()[kNeighboursMean].fused);
  const Matrix x = random_rows(300, 6);
  const std::vector<float> whole = scores(method, x.data.data(), x.rows);
  for (const std::size_t batch : {1u, 7u, 128u, 129u, 300u})
    for (std::size_t start = 0; start < x.rows; start += batch) {
      const std::size_t n = std::min<std::size_t>(batch, x.rows - start);
      const std::vector<float> some = scores(*loaded, x.row(start), n);
      REQUIRE(std::equal(some.begin(), some.end(), whole.begin() + std::ptrdiff_t(start * kComponents)));
    }
}

TEST_CASE("the neighbours count in the score only where that is asked for") {
  const Matrix normal = random_rows(100, 5);
  const auto fused = [](const Discern& method) {
    std::vector<std::string> names;
    for (const Component& component : method.components())
      if (component.fused) names.push_back(component.name);
    return names;
  };
  CHECK(fused(sample(normal, false)) == std::vector<std::string>{"discriminator"});
  CHECK(fused(sample(normal, true)) == std::vector<std::string>{"discriminator", "neighbours"});
}

TEST_CASE("the discriminator's value never falls as evidence rises") {
  const Discern method = sample(random_rows(100, 7));
  const Mlp& discriminator = method.networks().discriminator;
  Random random(8, "discern test");
  bool rises = true;
  for (int trial = 0; trial < 500; ++trial) {
    std::vector<float> low(discriminator.inputs()), high(low.size());
    for (std::size_t j = 0; j < low.size(); ++j) {
      low[j] = float(5 * random.normal());
      high[j] = low[j] + (random.below(2) ? 0.0f : float(random.uniform()));
    }
    float below, above;
    discriminator.forward(low.data(), 1, &below);
    discriminator.forward(high.data(), 1, &above);
    rises = rises && above >= below;
  }
  CHECK(rises);
}

TEST_CASE("a record's score is larger left out of the memory than in it, and else the same") {
  constexpr std::uint32_t kRows = 200;
  const Matrix normal = random_rows(kRows, 9);
  const Discern method = sample(normal);
  // Backwards, so that those of the memory stand in the last tile.
  Matrix x(kRows, kWidth);
  std::vector<std::uint32_t> self(kRows, Memory::kNobody);
  for (std::uint32_t i = 0; i < kRows; ++i) {
    const std::uint32_t row = kRows - 1 - i;
    std::copy_n(normal.row(row), kWidth, x.row(i));
    if (row < 80) self[i] = row;
  }
  std::vector<float> left_out(kRows * kComponents);
  method.score(x.data.data(), kRows, left_out.data(), self.data());
  const std::vector<float> whole = scores(method, x.data.data(), kRows);
  for (std::size_t i = 0; i < kRows; ++i) {
    const float* const a = left_out.data() + i * kComponents;
    const float* const b = whole.data() + i * kComponents;
    CHECK(std::equal(a + kReconstruction, a + kComponents, b + kReconstruction));
    for (const std::size_t component : {kDiscriminator, kNeighboursMean}) {
      if (self[i] == Memory::kNobody) CHECK(a[component] == b[component]);
      if (self[i] != Memory::kNobody) CHECK(a[component] > b[component]);
    }
  }
}

TEST_CASE("discern refers to the nearest normal record it keeps") {
  const Matrix normal = random_rows(100, 10), x = random_rows(200, 11);
  const Discern method = sample(normal);
  std::vector<float> found(x.data.size());
  method.reference(x.data.data(), x.rows, found.data());
  for (std::size_t i = 0; i < x.rows; ++i) {
    std::size_t nearest = 0;
    for (std::size_t row = 1; row < 80; ++row)
      if (squared_distance(x.row(i), normal.row(row), kWidth) <
          squared_distance(x.row(i), normal.row(nearest), kWidth))
        nearest = row;
    CHECK(std::equal(normal.row(nearest), normal.row(nearest) + kWidth, found.data() + i * kWidth));
  }
}

TEST_CASE("discern makes the records of its generator, the same bits in any batch, finite ones always") {
  const Discern method = sample(random_rows(100, 14));
  REQUIRE(method.latent() == kLatent);
  std::vector<float> z(200 * kLatent), found(200 * kWidth), expected(200 * kWidth), one(kWidth);
  Random random(15, "discern test");
  for (float& value : z) value = float(random.normal());
  z[0] = FLT_MAX, z[1] = -FLT_MAX;
  method.generate(z.data(), 200, found.data());
  method.networks().generator.forward(z.data(), 200, expected.data());
  CHECK(std::equal(found.begin() + kWidth, found.end(), expected.begin() + kWidth));
  for (const float value : found) CHECK(std::isfinite(value));
  method.generate(z.data() + 150 * kLatent, 1, one.data());
  CHECK(std::equal(one.begin(), one.end(), found.begin() + 150 * kWidth));
}

TEST_CASE("discern stays finite for any finite record") {
  const Discern method = sample(random_rows(100, 12));
  Matrix x(3, kWidth);
  x.data = {FLT_MAX, -FLT_MAX, 0,        FLT_MAX,  1,        1e20f,    1,       1,
            1,       1,        -FLT_MAX, -FLT_MAX, -FLT_MAX, -FLT_MAX, -FLT_MAX};
  for (const float value : scores(method, x.data.data(), 3)) CHECK(std::isfinite(value));
  std::vector<float> reference(x.data.size());
  method.reference(x.data.data(), 3, reference.data());
  for (const float value : reference) CHECK(std::abs(value) < 10);
}

TEST_CASE("a damaged discern is refused") {
  Archive archive = archive_of(sample(random_rows(100, 13)));
  std::string message = "do not fit together";
  const std::size_t evidences = 2 * (kNeighbours + 2);
  SECTION("a generator of another width") {
    random_mlp({kLatent, 8, kWidth + 1}, 1).save(archive, "generator");
  }
  SECTION("a generator of another latent") {
    random_mlp({kLatent + 1, 8, kWidth}, 1).save(archive, "generator");
  }
  SECTION("an encoder of another width") {
    random_mlp({kWidth + 1, kLatent}, 1).save(archive, "encoder");
  }
  SECTION("a discriminator of other evidence") {
    rising_mlp(evidences + 1, 1).save(archive, "discriminator");
  }
  SECTION("a discriminator of two outputs") {
    random_mlp({evidences, 2}, 1).save(archive, "discriminator");
  }
  SECTION("other neighbours") {
    archive.meta["neighbours"] = kNeighbours + 1;
  }
  SECTION("a discriminator with a negative weight") {
    std::get<std::vector<float>>(archive.tensors["discriminator"].values)[2] = -0.1f;
    message = "the discriminator may fall as evidence rises";
  }
  SECTION("a discriminator of units that fall") {
    archive.meta["discriminator"]["hidden"] = "silu";
    message = "the discriminator may fall as evidence rises";
  }
  SECTION("no neighbours") {
    archive.meta["neighbours"] = 0;
    message = "impossible";
  }
  SECTION("more neighbours than the memory has") {
    archive.meta["neighbours"] = 80;
    message = "\"values_spread\" is impossible";
  }
  SECTION("a memory that is none") {
    archive.tensors.erase("memory");
    message = "\"memory\" is missing";
  }
  SECTION("a spread of other records") {
    archive.put("ranks_spread", {79}, std::vector<float>(79, 1.0f));
    message = "\"ranks_spread\" has 79 numbers, expected 80";
  }
  SECTION("quantiles of other features") {
    archive.meta["ranks"].erase(1);
    message = "\"ranks\" are impossible";
  }
  SECTION("residuals of another width") {
    archive.put("residuals.mean", {2}, std::vector<float>(2));
    message = "residuals.mean";
  }
  SECTION("whether the neighbours count is not said") {
    archive.meta.erase("fuse_neighbours");
    message = "\"fuse_neighbours\" is missing";
  }
  check_fault(Fault::model, message, [&] { load_discern(archive); });
}
