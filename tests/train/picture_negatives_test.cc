#include "train/picture_negatives.h"

#include <algorithm>
#include <cmath>

#include "testing/pictures.h"
#include "train/catch.h"

namespace discern {
namespace {

constexpr PictureShape kShape{20, 24, 2};

double difference(const float* a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < b.size(); ++i) sum += std::abs(double(a[i]) - double(b[i]));
  return sum / double(b.size());
}

TEST_CASE("every kind of negative changes a picture, from hardly to plainly, and keeps to the greys") {
  const Matrix normal = striped_pictures(kShape, 2, 1);
  for (const NegativeKind kind : kNegativeKinds) {
    INFO(negative_name(kind));
    PictureNegatives negatives(kShape, Random(3, "negatives test"));
    std::vector<float> out(kShape.size());
    std::vector<double> changed;
    for (int i = 0; i < 100; ++i) {
      negatives.make(kind, normal.row(0), normal.row(1), out.data());
      CHECK(std::all_of(out.begin(), out.end(), [](float v) { return v >= 0 && v <= 1; }));
      changed.push_back(difference(normal.row(0), out));
    }
    std::sort(changed.begin(), changed.end());
    CHECK(changed[3] > 0);
    // Flips and shuffled tiles have no faint form.
    if (kind != NegativeKind::geo) CHECK(changed[90] > 2 * changed[10]);
    CHECK(changed[99] < 0.7);
  }
}

TEST_CASE("the same seed makes the same negatives") {
  const Matrix normal = striped_pictures(kShape, 2, 1);
  for (const NegativeKind kind : kNegativeKinds) {
    std::vector<float> a(kShape.size()), b(kShape.size()), c(kShape.size());
    PictureNegatives(kShape, Random(5, "negatives test")).make(kind, normal.row(0), normal.row(1), a.data());
    PictureNegatives(kShape, Random(5, "negatives test")).make(kind, normal.row(0), normal.row(1), b.data());
    PictureNegatives(kShape, Random(6, "negatives test")).make(kind, normal.row(0), normal.row(1), c.data());
    CHECK(a == b);
    CHECK(a != c);
  }
}

TEST_CASE("masks are soft, within [0, 1] and never nothing or all of it for long") {
  PictureNegatives negatives(kShape, Random(1, "negatives test"));
  int large = 0;
  for (int i = 0; i < 200; ++i) {
    const std::vector<float>& mask = negatives.mask();
    double area = 0;
    for (const float v : mask) {
      CHECK((v >= 0 && v <= 1.0001f));
      area += double(v) / double(mask.size());
    }
    CHECK(area > 0);
    large += area > 0.6;
  }
  CHECK(large < 20);
}

TEST_CASE("a pixel between pixels is linear, and beyond the border it is the border's") {
  const PictureShape shape{2, 2, 1};
  const float plane[4] = {0, 1, 2, 3};
  CHECK(sample(plane, shape, 0.5, 0.5) == 1.5f);
  CHECK(sample(plane, shape, 0, 0.25) == 0.25f);
  CHECK(sample(plane, shape, 7, -3) == 2);
}

}  // namespace
}  // namespace discern
