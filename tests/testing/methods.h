// What holds for every method of networks, checked on one with random weights.
#pragma once

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/random.h"
#include "methods/method.h"
#include "nets/mlp.h"
#include "testing/faults.h"

namespace discern::testing {

inline Mlp random_mlp(std::vector<std::size_t> widths, Random& random) {
  Mlp mlp({std::move(widths)});
  for (float& value : mlp.parameters()) value = float(0.5 * random.normal());
  return mlp;
}

inline std::vector<float> random_numbers(std::size_t size) {
  Random random(2, "test rows");
  std::vector<float> out(size);
  for (float& value : out) value = float(random.normal());
  return out;
}

// x [n, width] -> [n, components]
inline std::vector<float> scores_of(const Method& method, const std::vector<float>& x) {
  const std::size_t n = x.size() / method.width();
  std::vector<float> scores(n * method.components().size());
  method.score(x.data(), n, scores.data());
  return scores;
}

inline Archive archive_of(const Method& method) {
  Archive archive;
  method.save(archive);
  return archive;
}

inline void check_same_bits_in_any_batch(const Method& method) {
  const std::size_t width = method.width(), n = 300;
  const std::vector<float> rows = random_numbers(n * width), together = scores_of(method, rows);
  std::vector<float> alone;
  for (auto row = rows.begin(); row != rows.end(); row += std::ptrdiff_t(width))
    for (const float score : scores_of(method, {row, row + std::ptrdiff_t(width)})) alone.push_back(score);
  CHECK(alone == together);
}

// Its scores, references and what it generates.
inline void check_finite_for_any_finite_record(const Method& method) {
  const auto check_finite = [](const std::vector<float>& numbers) {
    for (const float number : numbers) CHECK(std::isfinite(number));
  };
  const float most = std::numeric_limits<float>::max();
  for (const float value : {most, -most, 1e20f}) {
    const std::vector<float> x(method.width(), value);
    std::vector<float> z(method.latent(), value);
    z.resize(method.latent() + method.condition(), 1.0f);
    check_finite(scores_of(method, x));
    std::vector<float> made(method.width());
    method.reference(x.data(), 1, made.data());
    check_finite(made);
    if (method.latent() > 0) method.generate(z.data(), 1, made.data());
    check_finite(made);
  }
}

// load is the method's own, as in methods/table.h.
template <class Load>
void check_loads_to_the_bit(const Method& method, Load load) {
  const std::vector<float> rows = random_numbers(200 * method.width());
  const auto loaded = load(archive_of(method));
  CHECK(scores_of(*loaded, rows) == scores_of(method, rows));
  CHECK(loaded->latent() == method.latent());
}

template <class Load>
void check_refused(const Archive& broken, const std::string& message, Load load) {
  check_fault(Fault::model, message, [&] { load(broken); });
}

// No tensor and no entry can be left out, and no tensor may hold what is not finite.
template <class Load>
void check_every_part_is_needed(const Archive& archive, Load load) {
  for (const auto& [name, tensor] : archive.tensors) {
    Archive without = archive;
    without.tensors.erase(name);
    check_refused(without, name, load);
    Archive bad = archive;
    std::get<std::vector<float>>(bad.tensors[name].values)[0] = std::numeric_limits<float>::quiet_NaN();
    check_refused(bad, "not finite", load);
  }
  for (const auto& [key, value] : archive.meta.items()) {
    Archive without = archive;
    without.meta.erase(key);
    check_refused(without, key, load);
  }
}

}  // namespace discern::testing
