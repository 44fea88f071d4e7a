#include "nets/monotone_net.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "testing/faults.h"

using namespace discern;

namespace {

// x1 + 2 x2 + 3 tanh(x1 + 0.5 x2 - 1) + 4
MonotoneNet sample_net(float weight = 0.5f) {
  MlpShape shape;
  shape.widths = {2, 1, 1};
  shape.hidden = Activation::tanh;
  Mlp hidden(shape);
  hidden.parameters() = {1, weight, -1, 3, 4};
  return {hidden, {1, 2}};
}

}  // namespace

TEST_CASE("a monotone network adds a line to its hidden layer") {
  const float x[4] = {1, 2, 0, 0};
  float out[2];
  sample_net().forward(x, 2, out);
  CHECK(out[0] == Approx(5 + 3 * std::tanh(1.0) + 4));
  CHECK(out[1] == Approx(3 * std::tanh(-1.0) + 4));
}

TEST_CASE("a monotone network saved and loaded has the same bits; one that may fall is refused") {
  Archive archive;
  sample_net().save(archive, "net");
  const float x[2] = {0.3f, -0.7f};
  float a, b;
  sample_net().forward(x, 1, &a);
  MonotoneNet::load(archive, "net", 2).forward(x, 1, &b);
  CHECK(a == b);
  check_fault(Fault::model, "net", [&] { MonotoneNet::load(archive, "net", 3); });
  Archive falling;
  sample_net(-0.5f).save(falling, "net");
  check_fault(Fault::model, "may fall", [&] { MonotoneNet::load(falling, "net", 2); });
}
