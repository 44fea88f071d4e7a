#include "train/picture_fanogan.h"

#include "base/random.h"
#include "methods/table.h"
#include "threshold/curves.h"
#include "train/adversarial.h"
#include "train/catch.h"
#include "train/picture_nets.h"

namespace discern {
namespace {

constexpr PictureShape kPicture{10, 12, 1};

// A bright square on black somewhere; strange: a dark one on white.
Matrix squares(std::size_t n, bool strange, std::uint64_t seed) {
  Random random(seed, "squares");
  Matrix rows(n, kPicture.size());
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t top = random.below(6), left = random.below(8);
    for (std::size_t y = 0; y < 10; ++y)
      for (std::size_t x = 0; x < 12; ++x) {
        const bool inside = y - top < 4 && x - left < 4;
        rows.row(i)[y * 12 + x] = strange ? (inside ? 0.1f : 0.95f) : (inside ? 0.9f : 0.05f);
      }
  }
  return rows;
}

Learned learn(std::uint64_t seed) {
  LearnContext context;
  context.seed = seed;
  context.picture = kPicture;
  return learn_picture_fanogan(squares(120, false, 1),
                               {{"steps", "60"}, {"encoder-steps", "300"}, {"width", "4"}, {"latent", "4"}},
                               context);
}

std::vector<float> scores_of(const Method& method, const Matrix& x) {
  std::vector<float> out(x.rows * method.components().size());
  method.score(x.data.data(), x.rows, out.data());
  return out;
}

}  // namespace

TEST_CASE("f-AnoGAN learns pictures, tells strange ones from them, and learns the same again") {
  const Learned learned = learn(3);
  const Method& method = *learned.method;
  CHECK(method.width() == kPicture.size());
  CHECK(learned.checks.at("skipped_steps") == 0);
  const std::size_t columns = method.components().size(), n = 40;
  const std::vector<float> normal = scores_of(method, squares(n, false, 2)),
                           strange = scores_of(method, squares(n, true, 2));
  std::vector<double> values;
  std::vector<char> anomalous;
  for (std::size_t i = 0; i < n; ++i) {
    values.push_back(double(normal[i * columns + 2])), anomalous.push_back(0);
    values.push_back(double(strange[i * columns + 2])), anomalous.push_back(1);
  }
  CHECK(auroc(values, anomalous) > 0.9);
  CHECK(scores_of(*learn(3).method, squares(n, true, 2)) == strange);
  Archive archive;
  method.save(archive);
  CHECK(scores_of(*find_method("fanogan").load_pictures(archive), squares(n, true, 2)) == strange);
}

TEST_CASE("Networks for pictures fit pictures of any size") {
  for (const PictureShape picture : {PictureShape{28, 28, 1}, PictureShape{33, 50, 3}, PictureShape{5, 3, 1},
                                     PictureShape{128, 128, 1}, PictureShape{64, 1, 1}}) {
    CHECK(ConvNet(picture_generator(picture, 8, 4)).outputs() == picture.size());
    CHECK(ConvNet(picture_reader(picture, 8, 4)).inputs() == picture.size());
  }
  CHECK(ConvNet(picture_reader({64, 64, 1}, 1, 16)).layers()[2].out == Grid{8, 8, 64});
}

TEST_CASE("A critic of pictures folds the minibatch deviation into the layer that sees it") {
  AdversarialOptions options;
  options.minibatch_std = true;
  options.batch = 8;
  options.ema = 0;
  DiscriminatorOf<ConvNet> critic(picture_reader(kPicture, 1, 4), options, 5, "critic",
                                  find_objective("relativistic"));
  const at::Tensor real = at::rand({8, std::int64_t(kPicture.size())}), fake = at::rand_like(real);
  for (int i = 0; i < 3; ++i) critic.step(real, fake, {});
  ConvNet folded = critic.average();
  CHECK(folded.inputs() == kPicture.size());
  CHECK(at::allclose(ConvView(folded, NetworkView::Kind::constant).forward(real), critic.values(real), 1e-4,
                     1e-5));
}

TEST_CASE("A pair of picture networks goes on from a checkpoint to the bit, spectral norm and all") {
  AdversarialOptions options;
  options.latent = 3, options.batch = 6, options.spectral_norm = true, options.replay = 0.5;
  const at::Tensor real = at::rand({20, std::int64_t(kPicture.size())});
  const auto duel = [&] {
    return std::make_unique<DuelOf<GrowingNet>>(
        real,
        ShapesOf<GrowingNet>{{picture_generator(kPicture, 3, 4), nullptr},
                             {picture_reader(kPicture, 1, 4), nullptr}},
        options, 6, find_objective("hinge"));
  };
  auto whole = duel(), second = duel();
  Curve gap;
  for (int i = 0; i < 3; ++i) whole->round({}, gap);
  Archive archive;
  whole->save(archive, "duel");
  second->load(archive, "duel");
  for (int i = 0; i < 3; ++i) whole->round({}, gap), second->round({}, gap);
  CHECK(whole->generator().parameters() == second->generator().parameters());
  CHECK(whole->discriminator().parameters() == second->discriminator().parameters());
}

}  // namespace discern
