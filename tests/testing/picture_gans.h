// An untrained GAN of pictures for tests.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>
#include <vector>

#include "base/random.h"
#include "methods/method.h"
#include "methods/picture_gan.h"
#include "testing/methods.h"
#include "testing/pictures.h"

namespace discern::testing {

inline ConvNet random_net(ConvShape shape, std::uint64_t seed) {
  ConvNet net(std::move(shape));
  Random random(seed, "random network of a test");
  for (float& v : net.parameters()) v = float(0.1 * random.normal());
  return net;
}

// Rows with `condition` numbers behind them, of which one is not 0: row i is of kind i % condition.
inline Matrix with_kinds(const Matrix& rows, std::size_t condition) {
  Matrix out(rows.rows, rows.cols + condition);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    std::copy_n(rows.row(i), rows.cols, out.row(i));
    if (condition > 0) out.row(i)[rows.cols + i % condition] = 3.5f;
  }
  return out;
}

inline PictureGan sample_gan(const PictureShape& shape, std::size_t condition = 0) {
  const PictureShape small = Thumbnail(shape).small();
  return {shape,
          random_net(picture_encoder(small, 6, condition), 1),
          random_net(picture_generator(small, 6 + condition), 2),
          random_net(picture_critic(small, condition), 3),
          with_kinds(striped_pictures(shape, 40, 1), condition),
          with_kinds(striped_pictures(shape, 40, 2), condition)};
}

// What a method makes of a latent and of a picture, as of one kind of two and as of the other, is of that
// kind and differs; a picture's score depends on the kind it comes under.
inline void check_told_the_kind(const Method& method, const Matrix& pictures) {
  const std::size_t condition = method.condition(), size = method.width();
  REQUIRE(condition == 2);
  const Matrix x = with_kinds(pictures, condition);
  REQUIRE(x.cols == size);
  const std::vector<float> first = {3.5f, 0}, second = {0, 3.5f};
  const auto is_of = [&](const std::vector<float>& row, const std::vector<float>& kind) {
    return std::equal(kind.begin(), kind.end(), row.end() - 2);
  };
  std::vector<float> held(size), same(size), other(size);
  method.reference(x.row(0), 1, held.data());
  method.translate(x.row(0), first.data(), 1, same.data());
  method.translate(x.row(0), second.data(), 1, other.data());
  CHECK(is_of(held, first));
  CHECK(same == held);
  CHECK(is_of(other, second));
  CHECK(!std::equal(other.begin(), other.end() - 2, held.begin()));
  std::vector<float> z(method.latent() + 2, 0.5f);
  std::copy(second.begin(), second.end(), z.end() - 2);
  std::vector<float> made(size), of_first(size);
  method.generate(z.data(), 1, made.data());
  std::copy(first.begin(), first.end(), z.end() - 2);
  method.generate(z.data(), 1, of_first.data());
  CHECK(is_of(made, second));
  CHECK(is_of(of_first, first));
  CHECK(!std::equal(made.begin(), made.end() - 2, of_first.begin()));
  std::vector<float> renamed(x.row(0), x.row(0) + size);
  std::copy(second.begin(), second.end(), renamed.end() - 2);
  CHECK(scores_of(method, renamed) != scores_of(method, {x.row(0), x.row(0) + size}));
}

}  // namespace discern::testing
