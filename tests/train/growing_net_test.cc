#include "train/growing_net.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <utility>

#include "base/fail.h"
#include "base/random.h"
#include "methods/picture_gan.h"
#include "methods/table.h"
#include "testing/pictures.h"
#include "train/adversarial.h"
#include "train/checkpoint.h"
#include "train/differences.h"
#include "train/learner.h"
#include "train/picture_nets.h"

namespace discern {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kSteps = 32;

struct Case {
  ConvShape generator, reader;
  PictureShape picture;
  std::size_t levels;
};

// f-AnoGAN's networks of two sizes, which are not powers of 2, with a condition or without, and those of gan.
const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {picture_generator({13, 22, 3}, 5, 4), picture_reader({13, 22, 3}, 1, 4), {13, 22, 3}, 3},
      {picture_generator({16, 9, 1}, 7, 4), picture_reader({16, 9, 1}, 1, 4, 2), {16, 9, 1}, 2},
      {picture_generator({28, 28, 1}, 6), picture_critic({28, 28, 1}), {28, 28, 1}, 3},
      {picture_generator({28, 28, 1}, 6), picture_encoder({28, 28, 1}, 6, 1), {28, 28, 1}, 3},
      {picture_generator({11, 13, 1}, 6), picture_critic({11, 13, 1}), {11, 13, 1}, 3},
      {picture_generator({2, 1, 1}, 5, 4), picture_reader({2, 1, 1}, 1, 4), {2, 1, 1}, 2}};
  return all;
}

GrowingNet random_net(const ConvShape& shape, const Growth* growth) {
  GrowingNet net({shape, growth});
  Random random(3, "growing net test");
  for (float& p : net.parameters()) p = float(0.3 * random.normal());
  return net;
}

at::Tensor grid_of(const at::Tensor& rows, const PictureShape& p) {
  return rows.view({rows.size(0), std::int64_t(p.channels), std::int64_t(p.height), std::int64_t(p.width)});
}

LearnContext context_of(const PictureShape& picture) {
  LearnContext context;
  context.seed = 3;
  context.picture = picture;
  return context;
}

constexpr PictureShape kSmall{12, 10, 1};
const std::map<std::string, std::map<std::string, std::string>> kSettings = {
    {"fanogan",
     {{"steps", "40"},
      {"encoder-steps", "20"},
      {"width", "4"},
      {"latent", "4"},
      {"critic-steps", "2"},
      {"patience", "2"},
      {"minibatch-std", "true"},
      {"progressive", "true"}}},
    {"anogan", {{"steps", "40"}, {"width", "4"}, {"latent", "4"}, {"progressive", "true"}}},
    {"gan", {{"steps", "210"}, {"patience", "3"}, {"latent", "4"}, {"batch", "4"}, {"progressive", "true"}}}};

// Stripes, behind each which of two kinds it is where there are kinds.
Matrix striped(std::size_t condition) {
  const Matrix pictures = striped_pictures(kSmall, 40, 1);
  Matrix out(pictures.rows, pictures.cols + condition);
  for (std::size_t i = 0; i < out.rows; ++i) {
    std::copy_n(pictures.row(i), pictures.cols, out.row(i));
    if (condition > 0) out.row(i)[pictures.cols + i % condition] = 1;
  }
  return out;
}

std::vector<float> scores_of(const Method& method, const Matrix& x) {
  std::vector<float> out(x.rows * method.components().size());
  method.score(x.data.data(), x.rows, out.data());
  return out;
}

}  // namespace

TEST_CASE("The lower sizes of pictures share half of the steps, and each fades in over half of a share") {
  Growth growth({32, 32, 1}, 3, 32);
  std::vector<std::size_t> levels;
  std::vector<double> shares;
  for (std::int64_t step = 0; step < 22; ++step) {
    CHECK(growth.go_to(step) == (step == 8 || step == 16));
    levels.push_back(growth.level());
    shares.push_back(growth.share());
    CHECK(growth.grown() == (step >= 20));
  }
  CHECK(levels == std::vector<std::size_t>{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2});
  CHECK(shares == std::vector<double>{1,    1, 1, 1, 1, 1, 1,    1,   0,    0.25, 0.5,
                                      0.75, 1, 1, 1, 1, 0, 0.25, 0.5, 0.75, 1,    1});
  CHECK(growth.grown_after() == 21);
  CHECK(Growth().grown());
  CHECK(Growth().grown_after() == 0);
}

TEST_CASE(
    "Halved pictures are the means of their blocks, also at an odd border, and doubled ones halve back") {
  const at::Tensor grid = at::arange(1, 16, at::kFloat).view({1, 1, 3, 5});
  const at::Tensor wanted = at::tensor({4.0f, 6.0f, 7.5f, 11.5f, 13.5f, 15.0f}).view({1, 1, 2, 3});
  CHECK(at::equal(halved(grid), wanted));
  for (const std::int64_t width : {5, 6}) {
    const at::Tensor large = doubled(wanted, 3, width);
    CHECK(large.size(2) == 3);
    CHECK(large.size(3) == width);
    CHECK(at::equal(halved(large), wanted));
  }
}

TEST_CASE("A grown network in training is the one that is saved") {
  const Case& c = cases()[GENERATE(0u, 1u, 2u, 3u, 4u, 5u)];
  Growth growth(c.picture, c.levels, kSteps);
  growth.go_to(growth.grown_after());
  for (const ConvShape& shape : {c.generator, c.reader}) {
    GrowingNet net = random_net(shape, &growth);
    ConvNet saved = net.grown();
    const at::Tensor x = random_rows(7, std::int64_t(net.inputs()), 1);
    const at::Tensor found = GrowingView(net, NetworkView::Kind::constant).forward(x).contiguous();
    CHECK(at::equal(found, ConvView(saved, NetworkView::Kind::constant).forward(x)));
    std::vector<float> out(7 * saved.outputs());
    saved.forward(x.data_ptr<float>(), 7, out.data());
    CHECK(at::allclose(found.view({-1}), at::tensor(out), 1e-4, 1e-4));
  }
}

TEST_CASE("A size that begins to fade in makes and sees what the one before did") {
  const Case& c = cases()[GENERATE(0u, 1u, 2u, 3u, 4u, 5u)];
  Growth growth(c.picture, c.levels, kSteps);
  GrowingNet generator = random_net(c.generator, &growth), reader = random_net(c.reader, &growth);
  const GrowingView makes(generator, NetworkView::Kind::constant), reads(reader, NetworkView::Kind::constant);
  const at::Tensor z = random_rows(4, std::int64_t(generator.inputs()), 1);
  const at::Tensor x = random_rows(4, std::int64_t(reader.inputs()), 2);
  const std::int64_t each = kSteps / 2 / (std::int64_t(c.levels) - 1);
  for (std::int64_t begin = each; begin <= kSteps / 2; begin += each) {
    growth.go_to(begin - 1);
    REQUIRE(growth.share() == 1);
    const at::Tensor made = makes.forward(z), seen = reads.forward(x);
    CHECK(made.size(1) == std::int64_t(c.picture.size()));
    const at::Tensor grid = grid_of(made, c.picture);
    const std::size_t level = growth.level();
    CHECK(at::allclose(growth.enlarged(growth.reduced(grid, level), level), grid, 1e-5, 1e-6));
    growth.go_to(begin);
    REQUIRE(growth.level() == level + 1);
    REQUIRE(growth.share() == 0);
    CHECK(at::equal(makes.forward(z), made));
    CHECK(at::allclose(reads.forward(x), seen, 1e-5, 1e-6));
    growth.go_to(begin + 1);
    CHECK_FALSE(at::equal(makes.forward(z), made));
    CHECK_FALSE(at::equal(reads.forward(x), seen));
  }
}

TEST_CASE("Normal pictures are shown as of the size that is learned, with what stands behind them") {
  Growth growth({6, 4, 2}, 2, 16);
  const at::Tensor rows = random_rows(3, 6 * 4 * 2 + 2, 1);
  const auto picture = [](const at::Tensor& x) {
    return grid_of(x.narrow(1, 0, 48).contiguous(), {6, 4, 2});
  };
  const at::Tensor low = doubled(halved(picture(rows)), 6, 4);
  CHECK(at::equal(picture(growth.shown(rows)), low));
  CHECK(at::equal(growth.shown(rows).narrow(1, 48, 2), rows.narrow(1, 48, 2)));
  growth.go_to(10);
  REQUIRE(growth.share() == 0.5);
  CHECK(at::allclose(picture(growth.shown(rows)), (low + picture(rows)) / 2, 1e-5, 1e-6));
  growth.go_to(12);
  CHECK(at::equal(growth.shown(rows), rows));
}

TEST_CASE("A growing network's gradient is that of finite differences, at every size and between") {
  Growth growth({13, 22, 3}, 3, kSteps);
  growth.go_to(GENERATE(0, 9, 13, 17));
  const bool makes = GENERATE(true, false);
  ConvShape shape = makes ? cases()[0].generator : cases()[0].reader;
  for (ConvLayer& layer : shape.layers) layer.activation = Activation::tanh;
  GrowingNet net = random_net(shape, &growth);
  const at::Tensor x = random_rows(2, std::int64_t(net.inputs()), 2);
  GrowingView learning(net, NetworkView::Kind::learning);
  const GrowingView constant(net, NetworkView::Kind::constant);
  learning.forward(x).square().sum().backward();
  CHECK(gradient_error(net, learning.gradient(), [&] { return constant.forward(x).square().sum(); }) < 0.01);
}

TEST_CASE("A critic's input gradient is that of what it sees of a picture, and reaches its layers") {
  Growth growth({13, 22, 3}, 3, kSteps);
  growth.go_to(10);
  GrowingNet net = random_net(cases()[0].reader, &growth);
  GrowingView view(net, NetworkView::Kind::learning);
  const at::Tensor x = random_rows(2, std::int64_t(net.inputs()), 3);
  const at::Tensor gradient = view.input_gradient(x);
  // Within a block all pixels count alike.
  const at::Tensor grid = grid_of(gradient.contiguous(), {13, 22, 3});
  CHECK(at::allclose(growth.enlarged(growth.reduced(grid, 1), 1), grid, 1e-4, 1e-6));
  gradient.square().sum().backward();
  double sum = 0;
  for (const float g : view.gradient()) sum += double(g * g);
  CHECK(sum > 0);
}

TEST_CASE("GANs that grow learn pictures, and go on from a checkpoint of every size to the same bits") {
  const std::string name = GENERATE("fanogan", "anogan", "gan");
  INFO(name);
  const std::size_t condition = find_method(name).conditional_pictures ? 2 : 0;
  const Matrix normal = striped(condition);
  const auto learn = [&](LearnContext context) {
    context.condition = condition;
    return find_learner(name).learn_pictures(normal, kSettings.at(name), context);
  };
  const Learned whole = learn(context_of(kSmall));
  CHECK(whole.options.at("progressive") == true);
  CHECK(whole.checks.at("skipped_steps") == 0);
  const std::vector<float> wanted = scores_of(*whole.method, normal);
  const std::int64_t steps = whole.options.at("steps").get<std::int64_t>();
  const fs::path path = fs::temp_directory_path() / ("discern-growth-" + std::to_string(getpid()));
  for (const double at : {0.1, 0.3, 0.55, 0.9}) {
    fs::remove(path);
    std::atomic<bool> stop = false;
    LearnContext context = context_of(kSmall);
    context.stop = &stop;
    context.progress = [&](const Progress& now) { stop = stop || double(now.done) >= at * double(steps); };
    Checkpoint first(path.string(), 1e9, "f");
    context.checkpoint = &first;
    CHECK_THROWS_AS(learn(context), Interrupted);
    Checkpoint second(path.string(), 1e9, "f");
    REQUIRE(second.resume());
    LearnContext rest = context_of(kSmall);
    rest.checkpoint = &second;
    const Learned resumed = learn(rest);
    CHECK(scores_of(*resumed.method, normal) == wanted);
    CHECK(resumed.curves == whole.curves);
    CHECK(scores_of(*learn(rest).method, normal) == wanted);  // all stages are finished
  }
  fs::remove(path);
}

TEST_CASE("A stop that keeps the best so far waits until the networks are grown") {
  std::atomic<bool> stop = true;
  LearnContext context = context_of(kSmall);
  context.stop = &stop;
  context.keep_on_stop = true;
  std::map<std::string, std::uint64_t> reached;
  context.progress = [&](const Progress& now) { reached[now.stage] = now.done; };
  find_learner("fanogan").learn_pictures(striped_pictures(kSmall, 40, 1), kSettings.at("fanogan"), context);
  CHECK(reached.at("critic and generator") == std::uint64_t(Growth(kSmall, 2, 40).grown_after()));
}

TEST_CASE("Growing is refused where it has no sense") {
  const auto refused = [](const auto& act) -> std::string {
    try {
      act();
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  std::map<std::string, std::string> settings = kSettings.at("fanogan");
  const Matrix normal = striped_pictures(kSmall, 20, 1);
  LearnContext context = context_of(kSmall);
  context.time_budget = 5;
  const auto learn = [&] { find_learner("fanogan").learn_pictures(normal, settings, context); };
  CHECK(refused(learn) ==
        "--progressive: the sizes of pictures share steps, not seconds; train without --time-budget");
  context.time_budget = 0;
  settings["steps"] = "7";
  CHECK(refused(learn) ==
        "--progressive: 7 steps are too few for 2 sizes of pictures; give --steps 8 or more");
  CHECK(refused([&] {
          check_fits(find_learner("gan"), {{"progressive", "true"}}, false, false);
        }) == "--progressive: the records are not pictures; train without it");
  CHECK(refused([&] {
          find_learner("ganomaly").learn_pictures(normal, {{"progressive", "true"}}, context);
        }).find("progressive") != std::string::npos);
}

}  // namespace discern
