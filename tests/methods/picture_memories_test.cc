#include "methods/picture_memories.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <initializer_list>
#include <string>

#include "testing/faults.h"
#include "testing/pictures.h"

using namespace discern;

namespace {

constexpr PictureShape kShape{28, 28, 1};
constexpr std::size_t kOfFirst = 60, kOfSecond = 44, kOfThird = 9;

// Stripes, brighter ones, and a few of a third kind, in turn; their kinds one-hot behind them.
Matrix rows_of(const std::vector<std::size_t>& kinds, std::uint64_t seed) {
  const Matrix pictures = striped_pictures(kShape, kinds.size(), seed);
  Matrix out(kinds.size(), kShape.size() + 3);
  for (std::size_t i = 0; i < out.rows; ++i) {
    for (std::size_t j = 0; j < kShape.size(); ++j)
      out.row(i)[j] = kinds[i] == 1 ? pictures.row(i)[j] * pictures.row(i)[j] : pictures.row(i)[j];
    out.row(i)[kShape.size() + kinds[i]] = 1;
  }
  return out;
}

Matrix normal_rows() {
  std::vector<std::size_t> kinds;
  for (std::size_t i = 0; i < kOfFirst; ++i) {
    kinds.push_back(0);
    if (i < kOfSecond) kinds.push_back(1);
    if (i < kOfThird) kinds.push_back(2);
  }
  return rows_of(kinds, 4);
}

Matrix without_kind(const Matrix& rows) {
  Matrix out(rows.rows, kShape.size());
  for (std::size_t i = 0; i < rows.rows; ++i) std::copy_n(rows.row(i), out.cols, out.row(i));
  return out;
}

template <class Memory>
std::vector<float> evidence(const Memory& memory, const Matrix& x, const std::uint32_t* fold = nullptr) {
  std::vector<float> out(x.rows * PictureMemory::kEvidences);
  memory.measure(x.data.data(), x.rows, fold, out.data());
  return out;
}

}  // namespace

TEST_CASE("a picture is judged by the memory of its kind, or of all where its kind is small or new") {
  const Matrix normal = normal_rows();
  const auto folds = PictureMemory::folds_in_turn(normal.rows);
  const PictureMemories memories(normal, kShape, folds);
  REQUIRE(memories.kinds() == 2);
  REQUIRE(memories.width() == kShape.size() + 3);

  std::vector<std::size_t> kinds;
  for (std::size_t i = 0; i < 150; ++i) kinds.push_back(i % 3);
  const Matrix x = rows_of(kinds, 9);
  std::vector<std::uint32_t> fold;
  for (std::uint32_t i = 0; i < 150; ++i) fold.push_back(i % 5 == 4 ? PictureMemory::kAll : i % 5);

  for (std::size_t kind = 0; kind < 3; ++kind) {
    Matrix own(0, normal.cols);
    std::vector<std::uint32_t> own_folds;
    for (std::size_t i = 0; i < normal.rows; ++i) {
      if (kind < 2 && normal.row(i)[kShape.size() + kind] != 1) continue;
      own.data.insert(own.data.end(), normal.row(i), normal.row(i) + normal.cols);
      ++own.rows;
      own_folds.push_back(folds[i]);
    }
    const PictureMemory memory(without_kind(own), kShape, own_folds);
    for (const std::uint32_t* given : std::initializer_list<const std::uint32_t*>{nullptr, fold.data()}) {
      const auto expected = evidence(memory, without_kind(x), given), found = evidence(memories, x, given);
      for (std::size_t i = kind; i < 150; i += 3)
        for (std::size_t j = i * PictureMemory::kEvidences; j < (i + 1) * PictureMemory::kEvidences; ++j)
          REQUIRE(found[j] == expected[j]);
    }
  }
}

TEST_CASE("memories of kinds are saved to the bit; impossible ones are refused") {
  const Matrix normal = normal_rows(), x = rows_of({0, 1, 2, 1, 0}, 7);
  const PictureMemories memories(normal, kShape, PictureMemory::folds_in_turn(normal.rows));
  Archive archive;
  memories.save(archive);
  CHECK(evidence(PictureMemories::load(archive, kShape, 3), x) == evidence(memories, x));
  const auto refused = [&](const char* part, const Archive& broken) {
    check_fault(Fault::model, part, [&] { PictureMemories::load(broken, kShape, 3); });
  };
  Archive missing = archive;
  missing.tensors.erase("kind1.memory");
  refused("kind1.memory", missing);
  Archive twice = archive;
  twice.tensors["kinds"] = {{2, 3}, std::vector<float>{0, 1, 0, 0, 1, 0}};
  refused("kinds of pictures", twice);
  Archive cut = archive;
  cut.tensors["kinds"] = {{5}, std::vector<float>{1, 0, 0, 0, 1}};
  refused("kinds of pictures", cut);
}

TEST_CASE("without a condition there is one memory") {
  const Matrix normal = without_kind(normal_rows()), x = without_kind(rows_of({0, 1, 2}, 5));
  const auto folds = PictureMemory::folds_in_turn(normal.rows);
  const PictureMemories memories(normal, kShape, folds);
  CHECK(memories.kinds() == 0);
  CHECK(evidence(memories, x) == evidence(PictureMemory(normal, kShape, folds), x));
  Archive archive;
  memories.save(archive);
  CHECK_FALSE(archive.tensors.contains("kinds"));
}
