#include "nets/conv_net.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <thread>

#include "nets/conv_slope.h"
#include "testing/faults.h"
#include "testing/normals.h"

namespace discern {
namespace {

ConvNet random_net(ConvShape shape) {
  ConvNet net(std::move(shape));
  net.parameters() = normals(net.parameters().size(), 1);
  for (float& p : net.parameters()) p *= 0.2f;
  return net;
}

// An odd picture of two colours, with three numbers beside it, to one value.
ConvShape critic() {
  return {
      {9, 7, 2},
      3,
      {conv_layer(6, {5, 2, 2}), conv_layer(4, {4, 2, 1}), dense_layer(8), dense_layer(1, Activation::none)}};
}

// A vector of 5 numbers to the same picture.
ConvShape generator() {
  return {{1, 1, 5},
          0,
          {dense_layer(Grid{3, 2, 4}), up_conv_layer({5, 4, 6}), up_conv_layer({9, 7, 3}),
           conv_layer(2, {3, 1, 1}, Activation::tanh)}};
}

// A picture to itself, with two skip connections, one of them from a layer that two others see.
ConvShape remaker() {
  return {{9, 7, 2},
          0,
          {conv_layer(4, {5, 2, 2}), conv_layer(6, {5, 2, 2}), dense_layer(5), dense_layer(Grid{3, 2, 6}),
           with_skip(up_conv_layer({5, 4, 4}), 2), with_skip(conv_layer(3, {3, 1, 1}), 1),
           with_skip(up_conv_layer({9, 7, 3}), 1), conv_layer(2, {3, 1, 1}, Activation::tanh)}};
}

std::vector<float> forward(const ConvNet& net, const float* x, std::size_t n) {
  std::vector<float> out(n * net.outputs());
  net.forward(x, n, out.data());
  return out;
}

Archive archive_of(const ConvNet& net) {
  Archive archive;
  net.save(archive, "critic");
  return archive;
}

}  // namespace

TEST_CASE("a convolutional network's sizes follow from its layers") {
  const ConvNet net(critic());
  CHECK(net.inputs() == 9 * 7 * 2 + 3);
  CHECK(net.outputs() == 1);
  CHECK(net.features() == 8);
  CHECK(net.layers()[0].out == Grid{5, 4, 6});
  CHECK(net.layers()[1].out == Grid{2, 2, 4});
  CHECK(net.layers()[2].rows() == 16 + 3);
  CHECK(net.parameters().size() == 50 * 6 + 6 + 16 * 6 * 4 + 4 + 19 * 8 + 8 + 8 + 1);
  CHECK(ConvNet(generator()).outputs() == 9 * 7 * 2);
}

TEST_CASE("a convolutional network agrees with its reference, features too") {
  const ConvNet net = random_net(GENERATE(critic(), generator(), remaker()));
  const std::size_t n = 20;
  const auto x = normals(n * net.inputs(), 2);
  std::vector<float> out(n * net.outputs()), features(n * net.features()), wanted(out),
      wanted_features(features);
  net.forward(x.data(), n, out.data(), features.data());
  net.forward_reference(x.data(), n, wanted.data(), wanted_features.data());
  double worst = 0;
  for (std::size_t i = 0; i < out.size(); ++i) worst = std::max(worst, double(std::abs(out[i] - wanted[i])));
  for (std::size_t i = 0; i < features.size(); ++i)
    worst = std::max(worst, double(std::abs(features[i] - wanted_features[i])));
  CHECK(worst < 1e-4);
}

TEST_CASE("a picture is read and written in planes") {
  // The first plane's pixel through the identity of a 1 x 1 convolution that swaps the two planes.
  ConvNet net({{2, 2, 2}, 0, {conv_layer(2, {1, 1, 0}, Activation::none)}});
  net.parameters() = {0, 1, 1, 0, 0, 0};
  const std::vector<float> x = {1, 2, 3, 4, 5, 6, 7, 8};
  CHECK(forward(net, x.data(), 1) == std::vector<float>{5, 6, 7, 8, 1, 2, 3, 4});
}

TEST_CASE("a skip connection brings an earlier layer's channels behind the others") {
  // 2 x, then its negative, then 1000 times the second layer plus the first.
  ConvNet net({{1, 2, 1},
               0,
               {conv_layer(1, {1, 1, 0}, Activation::none), conv_layer(1, {1, 1, 0}, Activation::none),
                with_skip(conv_layer(1, {1, 1, 0}, Activation::none), 1)}});
  REQUIRE(net.layers()[2].in == Grid{1, 2, 2});
  net.parameters() = {2, 0, -1, 0, 1000, 1, 0.5};
  const std::vector<float> x = {3, 4};
  CHECK(forward(net, x.data(), 1) == std::vector<float>{-6000 + 6 + 0.5, -8000 + 8 + 0.5});
}

TEST_CASE("a network with skip connections is saved and loaded; impossible ones are refused") {
  const ConvNet net = random_net(remaker());
  Archive archive = archive_of(net);
  const auto load = [&] { return ConvNet::load(archive, "critic"); };
  const auto x = normals(10 * net.inputs(), 4);
  CHECK(forward(load(), x.data(), 10) == forward(net, x.data(), 10));
  CHECK_FALSE(archive.meta["critic"]["layers"][0].contains("skip"));
  Json& layers = archive.meta["critic"]["layers"];
  SECTION("from itself") {
    layers[4]["skip"] = 5;
    check_fault(Fault::model, "layer 5 of a convolutional network has an impossible skip connection", load);
  }
  SECTION("from a layer that is not there") {
    layers[4]["skip"] = std::uint64_t(1) << 60;
    check_fault(Fault::model, "impossible skip connection", load);
  }
  SECTION("from another size") {
    layers[4]["skip"] = 1;
    check_fault(Fault::model, "impossible skip connection", load);
  }
  SECTION("into a dense layer") {
    layers[2]["skip"] = 1;
    check_fault(Fault::model, "impossible skip connection", load);
  }
  SECTION("of another type") {
    layers[4]["skip"] = "all";
    check_fault(Fault::model, "\"skip\"", load);
  }
  SECTION("into a network that is searched") {
    check_fault(Fault::model, "skip connection", [&] { ConvSlope{net}; });
  }
}

TEST_CASE("a picture has the same bits in any batch and in four threads at once") {
  const ConvNet net = random_net(GENERATE(critic(), generator(), remaker()));
  const std::size_t total = 300;
  const auto x = normals(total * net.inputs(), 3);
  const std::vector<float> whole = forward(net, x.data(), total);
  const auto same = [&] {
    for (const std::size_t n : {1, 7, 144, 145})
      for (std::size_t start = 0; start < total; start += 61) {
        const auto part =
            forward(net, x.data() + start * net.inputs(), std::min<std::size_t>(n, total - start));
        if (!std::equal(part.begin(), part.end(), whole.begin() + std::ptrdiff_t(start * net.outputs())))
          return false;
      }
    return true;
  };
  CHECK(same());
  std::vector<char> result(4);
  std::vector<std::thread> threads;
  for (char& r : result) threads.emplace_back([&r, &same] { r = same(); });
  for (std::thread& thread : threads) thread.join();
  CHECK(result == std::vector<char>(4, 1));
}

TEST_CASE(
    "parameters that change after a pass change the next one, in the network alone and not in its copy") {
  ConvNet net = random_net(generator());
  const auto x = normals(2 * net.inputs(), 5);
  const auto before = forward(net, x.data(), 2);
  const ConvNet copy = net;
  for (float& p : net.parameters()) p *= 2;
  const auto after = forward(net, x.data(), 2);
  CHECK(after != before);
  CHECK(forward(copy, x.data(), 2) == before);
  CHECK(forward(ConvNet(net), x.data(), 2) == after);
}

TEST_CASE("a saved convolutional network comes back with the same shape and bits") {
  const ConvNet net = random_net(critic());
  const ConvNet loaded = ConvNet::load(archive_of(net), "critic");
  CHECK(loaded.parameters() == net.parameters());
  CHECK(loaded.shape().beside == 3);
  CHECK(loaded.shape().picture == net.shape().picture);
  const auto x = normals(10 * net.inputs(), 4);
  CHECK(forward(loaded, x.data(), 10) == forward(net, x.data(), 10));
}

TEST_CASE("a damaged convolutional network is refused before anything is allocated for it") {
  Archive archive = archive_of(random_net(critic()));
  Json& meta = archive.meta["critic"];
  const auto load = [&] { ConvNet::load(archive, "critic"); };
  SECTION("no description") {
    archive.meta.erase("critic");
    check_fault(Fault::model, "\"critic\" is missing", load);
  }
  SECTION("no layers") {
    meta["layers"] = Json::array();
    check_fault(Fault::model, "impossible count", load);
  }
  SECTION("layers that are none") {
    meta["layers"] = "many";
    check_fault(Fault::model, "impossible count", load);
  }
  SECTION("too many layers") {
    meta["layers"] = Json(std::vector<Json>(65, meta["layers"][2]));
    check_fault(Fault::model, "impossible count", load);
  }
  SECTION("an enormous layer") {
    meta["layers"][2]["channels"] = std::uint64_t(1) << 60;
    check_fault(Fault::model, "impossible size", load);
  }
  SECTION("enormous weights") {
    meta["layers"][2]["size"] = {1024, 1024};
    meta["layers"][3]["size"] = {1024, 1024};
    check_fault(Fault::model, "impossible count of weights", load);
  }
  SECTION("a picture of nothing") {
    meta["picture"] = {0, 7, 2};
    check_fault(Fault::model, "impossible size", load);
  }
  SECTION("a picture of another size") {
    meta["picture"] = {90, 7, 2};
    check_fault(Fault::model, "expected", load);
  }
  SECTION("a window that does not fit") {
    meta["layers"][1]["window"] = {40, 2, 1};
    check_fault(Fault::model, "impossible size", load);
  }
  SECTION("a window of two numbers") {
    meta["layers"][1]["window"] = {4, 2};
    check_fault(Fault::model, "\"window\" has 2 numbers", load);
  }
  SECTION("a stride of zero") {
    meta["layers"][1]["window"] = {4, 0, 1};
    check_fault(Fault::model, "impossible window", load);
  }
  SECTION("a kind nobody knows") {
    meta["layers"][1]["kind"] = "attention";
    check_fault(Fault::model, "kind \"attention\"", load);
  }
  SECTION("an activation of whole layers") {
    meta["layers"][1]["activation"] = "elu_pair";
    check_fault(Fault::model, "impossible activation", load);
  }
  SECTION("numbers beside a picture that nobody sees") {
    meta["layers"].erase(3);
    meta["layers"].erase(2);
    check_fault(Fault::model, "numbers beside", load);
  }
  SECTION("a transposed convolution that does not double") {
    meta["layers"][1]["kind"] = "up_conv";
    meta["layers"][1]["size"] = {11, 8};
    check_fault(Fault::model, "impossible size", load);
  }
  SECTION("a parameter that is not finite") {
    std::get<std::vector<float>>(archive.tensors["critic"].values)[5] =
        std::numeric_limits<float>::infinity();
    check_fault(Fault::model, "not finite", load);
  }
}

TEST_CASE(
    "the slope's forward pass has the network's bits, and its backward pass the gradient of differences") {
  ConvShape shape = GENERATE(critic(), generator());
  shape.beside = 0;
  for (ConvLayer& layer : shape.layers) layer.activation = Activation::tanh;
  const ConvNet net = random_net(std::move(shape));
  const ConvSlope slope(net);
  const std::size_t n = 3;
  std::vector<float> x = normals(n * net.inputs(), 5), gradient = normals(n * net.outputs(), 6);
  ConvSlope::Tape tape;
  const float* const out = slope.forward(x.data(), n, tape);
  CHECK(std::vector<float>(out, out + n * net.outputs()) == forward(net, x.data(), n));
  std::vector<float> found(x.size());
  slope.backward(gradient.data(), n, tape, found.data());

  const auto loss = [&] {
    const std::vector<float> made = forward(net, x.data(), n);
    double sum = 0;
    for (std::size_t i = 0; i < made.size(); ++i) sum += double(made[i]) * double(gradient[i]);
    return sum;
  };
  for (std::size_t i = 0; i < x.size(); i += 7) {
    const float kept = x[i], step = 1e-2f;
    x[i] = kept + step;
    const double above = loss();
    x[i] = kept - step;
    const double below = loss();
    x[i] = kept;
    CHECK(found[i] == Approx((above - below) / 0.02).margin(2e-3));
  }
}

TEST_CASE("the network of features ends where the last layer begins") {
  ConvShape shape = critic();
  shape.beside = 0;
  const ConvNet net = random_net(shape), head = features_of(net);
  const auto x = normals(4 * net.inputs(), 7);
  std::vector<float> out(4), features(4 * net.features());
  net.forward(x.data(), 4, out.data(), features.data());
  CHECK(forward(head, x.data(), 4) == features);
}

}  // namespace discern
