#include "train/bigan.h"

#include <cmath>

#include "threshold/curves.h"
#include "train/alad.h"
#include "train/differences.h"
#include "train/egbad.h"

namespace discern {
namespace {

AdversarialOptions small_options() {
  AdversarialOptions options;
  options.objective = "non_saturating";
  options.steps = 10;
  options.batch = 16;
  options.latent = 2;
  options.width = 8;
  return options;
}

struct Judges {
  AdversarialOptions options = small_options();
  Discriminator xz{6, options, 1, "xz"}, xx{8, options, 1, "xx"}, zz{4, options, 1, "zz"};
  BiganJudges judges(bool cycles) { return {xz, cycles ? &xx : nullptr, cycles ? &zz : nullptr}; }
};

// Features 0 and 1 are free, 2 and 3 follow them; anomalies break that.
Matrix relation(std::size_t n, bool broken, std::uint64_t seed) {
  Random random(seed, "relation");
  Matrix rows(n, 4);
  for (std::size_t i = 0; i < n; ++i) {
    double a = random.normal(), b = random.normal();
    rows.row(i)[0] = float(a);
    rows.row(i)[1] = float(b);
    if (broken) a = random.normal(), b = random.normal();
    rows.row(i)[2] = float(a + 0.1 * random.normal());
    rows.row(i)[3] = float((a - b) / 1.4 + 0.1 * random.normal());
  }
  return rows;
}

double auroc_of(const Method& method, std::size_t component) {
  std::vector<double> scores;
  std::vector<char> anomalous;
  for (const bool broken : {false, true}) {
    const Matrix rows = relation(300, broken, broken ? 8 : 9);
    std::vector<float> all(rows.rows * method.components().size());
    method.score(rows.data.data(), rows.rows, all.data());
    for (std::size_t i = 0; i < rows.rows; ++i) {
      scores.push_back(all[i * method.components().size() + component]);
      anomalous.push_back(broken);
    }
  }
  return auroc(scores, anomalous);
}

}  // namespace

TEST_CASE("What encoder and generator minimise has the gradients that differences show") {
  const bool cycles = GENERATE(false, true);
  Mlp encoder_mlp = random_mlp({4, 8, 2}, 1), generator_mlp = random_mlp({2, 8, 4}, 2);
  MlpView encoder(encoder_mlp, MlpView::Kind::learning), generator(generator_mlp, MlpView::Kind::learning);
  Judges judges;
  const at::Tensor x = random_rows(64, 4, 3), z = random_rows(64, 2, 4);
  const Loss loss = [&] {
    return judges.judges(cycles).loss(bigan_pairs(encoder, generator, x, z, cycles), {});
  };
  loss().backward();
  CHECK(gradient_error(encoder_mlp, encoder.gradient(), loss) < kBends);
  CHECK(gradient_error(generator_mlp, generator.gradient(), loss) < kBends);
}

TEST_CASE("What encoder and generator minimise is the published cross entropy, labels swapped") {
  Mlp encoder_mlp = random_mlp({4, 8, 2}, 1), generator_mlp = random_mlp({2, 8, 4}, 2);
  const MlpView encoder(encoder_mlp, MlpView::Kind::constant),
      generator(generator_mlp, MlpView::Kind::constant);
  Judges j;
  const at::Tensor x = random_rows(20, 4, 3), z = random_rows(20, 2, 4);
  const auto swapped = [&](const Discriminator& judge, const at::Tensor& a, const at::Tensor& b,
                           const at::Tensor& c, const at::Tensor& d) {
    const at::Tensor real = at::sigmoid(judge.values(at::cat({a, b}, 1)));
    const at::Tensor fake = at::sigmoid(judge.values(at::cat({c, d}, 1)));
    return -(at::log(1 - real).mean() + at::log(fake).mean()).item<double>();
  };
  const at::Tensor code = encoder.forward(x), made = generator.forward(z);
  const double xz = swapped(j.xz, x, code, made, z), xx = swapped(j.xx, x, x, x, generator.forward(code)),
               zz = swapped(j.zz, z, z, z, encoder.forward(made));
  const auto loss = [&](bool cycles) {
    return j.judges(cycles).loss(bigan_pairs(encoder, generator, x, z, cycles), {}).item<double>();
  };
  CHECK(loss(false) == Approx(xz));
  CHECK(loss(true) == Approx(xz + xx + zz));
}

TEST_CASE("What a cycle leaves over is the mean difference of records made again, with its gradients") {
  const bool cycles = GENERATE(false, true);
  Mlp encoder_mlp = random_mlp({4, 8, 2}, 1), generator_mlp = random_mlp({2, 8, 4}, 2);
  MlpView encoder(encoder_mlp, MlpView::Kind::learning), generator(generator_mlp, MlpView::Kind::learning);
  const at::Tensor x = random_rows(64, 4, 3), z = random_rows(64, 2, 4);
  const Loss loss = [&] { return cycle_error(bigan_pairs(encoder, generator, x, z, cycles), generator); };
  const at::Tensor made = generator.forward(encoder.forward(x)).detach();
  CHECK(loss().item<double>() == Approx((x - made).abs().mean().item<double>()));
  loss().backward();
  CHECK(gradient_error(encoder_mlp, encoder.gradient(), loss) < kBends);
  CHECK(gradient_error(generator_mlp, generator.gradient(), loss) < kBends);
}

TEST_CASE("With a weight of the cycle records come back nearer to themselves") {
  LearnContext context;
  const auto left_over = [&](const char* weight) {
    const Learned learned = learn_egbad(
        relation(300, false, 1), {{"steps", "300"}, {"width", "32"}, {"cycle-weight", weight}}, context);
    const Matrix fresh = relation(100, false, 2);
    Matrix made(fresh.rows, fresh.cols);
    learned.method->reference(fresh.data.data(), fresh.rows, made.data.data());
    double sum = 0;
    for (std::size_t i = 0; i < made.data.size(); ++i)
      sum += std::abs(double(made.data[i]) - double(fresh.data[i]));
    return sum / double(made.data.size());
  };
  CHECK(left_over("10") < 0.7 * left_over("0"));
}

TEST_CASE("Each discriminator learns its own pairs") {
  Judges j;
  Mlp encoder_mlp = random_mlp({4, 8, 2}, 1), generator_mlp = random_mlp({2, 8, 4}, 2);
  const MlpView encoder(encoder_mlp, MlpView::Kind::constant),
      generator(generator_mlp, MlpView::Kind::constant);
  const BiganPairs pairs =
      bigan_pairs(encoder, generator, random_rows(64, 4, 3), random_rows(64, 2, 4), true);
  for (int i = 0; i < 300; ++i) j.judges(true).step(pairs, {});
  const auto gap = [](const Discriminator& judge, const at::Tensor& real, const at::Tensor& fake) {
    return (judge.values(real).mean() - judge.values(fake).mean()).item<double>();
  };
  CHECK(gap(j.xz, pairs.xz_real, pairs.xz_fake) > 0.3);
  CHECK(gap(j.xx, pairs.xx_real, pairs.xx_fake) > 0.3);
  CHECK(gap(j.zz, pairs.zz_real, pairs.zz_fake) > 0.3);
}

TEST_CASE("EGBAD finds planted anomalies, and the same ones again") {
  LearnContext context;
  context.seed = 5;
  const std::map<std::string, std::string> settings = {
      {"steps", "2000"}, {"width", "32"}, {"critic-rate", "0.002"}, {"generator-rate", "0.002"}};
  const Learned learned = learn_egbad(relation(600, false, 1), settings, context);
  for (const std::size_t component : {0u, 1u, 2u}) CHECK(auroc_of(*learned.method, component) > 0.75);
  CHECK(learned.checks.at("skipped_steps") == 0);
  CHECK(learned.checks.at("diversity").get<double>() == Approx(1).margin(0.3));
  CHECK(std::abs(learned.checks.at("overfit").get<double>()) < 1);
  CHECK(learned.options.at("latent") == 2);
  const Learned again = learn_egbad(relation(600, false, 1), settings, context);
  CHECK(auroc_of(*again.method, 0) == auroc_of(*learned.method, 0));
  CHECK(again.checks == learned.checks);
}

TEST_CASE("EGBAD learns from few records and from one") {
  const Matrix normal = relation(GENERATE(1u, 12u, 60u), false, 1);
  LearnContext context;
  const Learned learned = learn_egbad(normal, {{"steps", "10"}, {"score", "cross_entropy"}}, context);
  std::vector<float> scores(normal.rows * learned.method->components().size());
  learned.method->score(normal.data.data(), normal.rows, scores.data());
  for (const float score : scores) CHECK(std::isfinite(score));
}

TEST_CASE("ALAD finds planted anomalies, and the same ones again") {
  LearnContext context;
  context.seed = 5;
  const std::map<std::string, std::string> settings = {
      {"steps", "2000"}, {"width", "32"}, {"critic-rate", "0.002"}, {"generator-rate", "0.002"}};
  const Learned learned = learn_alad(relation(600, false, 1), settings, context);
  for (const std::size_t component : {0u, 1u, 2u}) CHECK(auroc_of(*learned.method, component) > 0.75);
  CHECK(learned.checks.at("skipped_steps") == 0);
  CHECK(learned.checks.at("diversity").get<double>() == Approx(1).margin(0.3));
  const Learned again = learn_alad(relation(600, false, 1), settings, context);
  CHECK(auroc_of(*again.method, 0) == auroc_of(*learned.method, 0));
}

}  // namespace discern
