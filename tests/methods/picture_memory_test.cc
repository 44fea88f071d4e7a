#include "methods/picture_memory.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "testing/faults.h"
#include "testing/pictures.h"

using namespace discern;

namespace {

constexpr PictureShape kShape{16, 18, 1};

std::vector<float> evidence(const PictureMemory& memory, const Matrix& x, const std::uint32_t* fold) {
  std::vector<float> out(x.rows * PictureMemory::kEvidences);
  memory.measure(x.data.data(), x.rows, fold, out.data());
  return out;
}

Matrix row_of(const Matrix& from, std::size_t i) {
  Matrix out(1, from.cols);
  std::copy_n(from.row(i), from.cols, out.row(0));
  return out;
}

}  // namespace

TEST_CASE("evidence of the memory's own pictures, from outside their folds, has mean 0 and deviation 1") {
  const Matrix normal = striped_pictures(kShape, 60, 1);
  const PictureMemory memory(normal, kShape);
  const auto own = evidence(memory, normal, PictureMemory::folds_in_turn(60).data());
  for (std::size_t j = 0; j < PictureMemory::kEvidences; ++j) {
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < 60; ++i) {
      sum += double(own[i * PictureMemory::kEvidences + j]) / 60;
      squares += std::pow(double(own[i * PictureMemory::kEvidences + j]), 2) / 60;
    }
    CHECK(sum == Approx(0).margin(1e-3));
    CHECK(std::sqrt(squares) == Approx(1).margin(0.02));
  }
}

TEST_CASE("a picture is not judged by the fold it is in") {
  const Matrix normal = striped_pictures(kShape, 60, 1);
  const PictureMemory memory(normal, kShape);
  const Matrix one = row_of(normal, 6);
  const std::uint32_t own = 6 % PictureMemory::kFolds, other = own ^ 1u;
  const auto outside = evidence(memory, one, &own), inside = evidence(memory, one, &other);
  // Its own fold's pictures stand in every other fold's memory, itself among them, at a distance of 0.
  CHECK(inside[PictureMemory::kStandardised] < outside[PictureMemory::kStandardised] - 2);
  CHECK(inside[PictureMemory::kWhitened] < outside[PictureMemory::kWhitened] - 2);
}

TEST_CASE("evidence without a fold is the mean over the folds, and strange pictures have more of it") {
  const Matrix normal = striped_pictures(kShape, 60, 1);
  const PictureMemory memory(normal, kShape);
  Matrix x = striped_pictures(kShape, 2, 9);
  Random random(4, "picture memory test");
  for (std::size_t j = 0; j < x.cols; ++j) x.row(1)[j] = float(random.uniform());
  const auto all = evidence(memory, x, nullptr);
  std::vector<double> mean(all.size());
  for (std::uint32_t f = 0; f < PictureMemory::kFolds; ++f) {
    const std::uint32_t both[2] = {f, f};
    const auto one = evidence(memory, x, both);
    for (std::size_t i = 0; i < one.size(); ++i) mean[i] += double(one[i]) / PictureMemory::kFolds;
  }
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i] == Approx(mean[i]).margin(1e-3));
  const std::uint32_t none[2] = {PictureMemory::kAll, PictureMemory::kAll};
  CHECK(evidence(memory, x, none) == all);
  for (std::size_t j = 0; j < PictureMemory::kEvidences; ++j)
    CHECK(all[PictureMemory::kEvidences + j] > all[j] + 1);
}

TEST_CASE("a picture's evidence has the same bits alone and among others, and after save and load") {
  const Matrix normal = striped_pictures(kShape, 20, 1), x = striped_pictures(kShape, 150, 3);
  const PictureMemory memory(normal, kShape);
  const auto together = evidence(memory, x, nullptr);
  for (const std::size_t i : {std::size_t{0}, std::size_t{77}, std::size_t{149}}) {
    const auto alone = evidence(memory, row_of(x, i), nullptr);
    CHECK(std::equal(alone.begin(), alone.end(),
                     together.begin() + std::ptrdiff_t(i * PictureMemory::kEvidences)));
  }
  Archive archive;
  memory.save(archive, "");
  CHECK(evidence(PictureMemory::load(archive, kShape, ""), x, nullptr) == together);
  archive.tensors["memory"] = {{1, memory.features().size()}, std::vector<float>(memory.features().size())};
  check_fault(Fault::model, "memory of pictures", [&] { PictureMemory::load(archive, kShape, ""); });
}

TEST_CASE("folds of groups are kept in the file, those in turn are not, and impossible ones are refused") {
  const Matrix normal = striped_pictures(kShape, 20, 1), x = striped_pictures(kShape, 3, 3);
  std::vector<std::uint32_t> folds(20, 0);
  for (std::uint32_t fold = 1; fold < PictureMemory::kFolds; ++fold) folds[fold] = folds[fold + 10] = fold;
  const PictureMemory memory(normal, kShape, folds), in_turn(normal, kShape);
  CHECK(evidence(memory, x, nullptr) != evidence(in_turn, x, nullptr));
  Archive archive, other;
  memory.save(archive, "");
  in_turn.save(other, "");
  CHECK(evidence(PictureMemory::load(archive, kShape, ""), x, nullptr) == evidence(memory, x, nullptr));
  CHECK_FALSE(other.tensors.contains("memory.folds"));
  for (const float fold : {-1.0f, 4.0f, 0.0f}) {  // 0: fold 1 stays empty
    Archive broken = archive;
    auto& values = std::get<std::vector<float>>(broken.tensors["memory.folds"].values);
    values[1] = values[11] = fold;
    check_fault(Fault::model, "memory of pictures", [&] { PictureMemory::load(broken, kShape, ""); });
  }
}

TEST_CASE("a memory of pictures that are all the same is finite") {
  const PictureMemory memory(Matrix(8, kShape.size()), kShape);
  for (const float v : evidence(memory, striped_pictures(kShape, 2, 3), nullptr)) CHECK(std::isfinite(v));
  check_fault(Fault::data, "7 found", [] { PictureMemory(Matrix(7, kShape.size()), kShape); });
}
