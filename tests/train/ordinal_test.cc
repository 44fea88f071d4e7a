#include "train/ordinal.h"

#include <cmath>

#include "base/random.h"
#include "threshold/curves.h"
#include "train/batches.h"
#include "train/catch.h"
#include "train/mlp_view.h"

namespace discern {
namespace {

// Evidence around ever larger values; each kind of it says a little.
std::vector<Matrix> toy_levels(std::size_t levels, std::size_t n, std::uint64_t seed) {
  Random random(seed, "ordinal test");
  std::vector<Matrix> out;
  for (std::size_t l = 0; l < levels; ++l) {
    Matrix rows(n, 6);
    for (float& v : rows.data) v = float(2 + 0.7 * double(l) + random.normal());
    out.push_back(std::move(rows));
  }
  return out;
}

std::vector<float> values_of(const Mlp& network, const Matrix& rows) {
  std::vector<float> out(rows.rows * network.outputs());
  network.forward(rows.data.data(), rows.rows, out.data());
  return out;
}

double auroc_between(const std::vector<float>& low, const std::vector<float>& high) {
  std::vector<double> scores(low.begin(), low.end());
  scores.insert(scores.end(), high.begin(), high.end());
  std::vector<char> anomalous(low.size(), 0);
  anomalous.resize(scores.size(), 1);
  return auroc(scores, anomalous);
}

}  // namespace

TEST_CASE("The discriminator orders levels it has seen, and new records of them") {
  LearnContext context;
  context.seed = 3;
  const Ordinal ordinal = learn_ordinal(toy_levels(4, 300, 1), {400, 24, 16}, context);
  const std::vector<Matrix> fresh = toy_levels(4, 300, 2);
  for (std::size_t l = 1; l < 4; ++l) {
    CAPTURE(l);
    // The sum of six differences of 0.7 deviations is 1.7 deviations: an AUROC of 0.887 at best.
    CHECK(auroc_between(values_of(ordinal.network, fresh[l - 1]), values_of(ordinal.network, fresh[l])) >
          0.84);
  }
  CHECK(ordinal.skipped == 0);
  const Json loss = ordinal.loss.save();
  CHECK(loss.at("value").back().get<double>() < loss.at("value").front().get<double>());

  CHECK(learn_ordinal(toy_levels(4, 300, 1), {400, 24, 16}, context).network.parameters() ==
        ordinal.network.parameters());
  context.seed = 4;
  CHECK(learn_ordinal(toy_levels(4, 300, 1), {400, 24, 16}, context).network.parameters() !=
        ordinal.network.parameters());
}

TEST_CASE("A settled discriminator is the mean of the heads it was trained with, on evidence as it comes") {
  const double mean = 1.7, deviation = 2.3;
  Mlp trained({{5, 8, 8, 3}, Activation::elu_pair, Activation::none, true});
  Random random(5, "ordinal test");
  for (float& p : trained.parameters()) p = float(0.4 * random.normal());
  const Mlp settled = settle(trained, mean, deviation);
  CHECK(settled.outputs() == 1);
  Matrix raw(50, 5);
  for (float& v : raw.data) v = float(mean + deviation * random.normal());
  const std::vector<float> found = values_of(settled, raw);
  const MlpView view(trained, MlpView::Kind::constant);
  const at::NoGradGuard constant;
  const at::Tensor wanted = view.forward((tensor_of(raw) - mean) / deviation).mean(1).contiguous();
  for (std::size_t i = 0; i < raw.rows; ++i)
    CHECK(found[i] == Approx(wanted.data_ptr<float>()[i]).epsilon(1e-4).margin(1e-5));
}

TEST_CASE("The discriminator never falls as evidence rises, whatever it was taught") {
  // The wrong way round: what is stranger has the smaller evidence.
  std::vector<Matrix> levels = toy_levels(3, 60, 6);
  std::swap(levels.front(), levels.back());
  LearnContext context;
  const Ordinal ordinal = learn_ordinal(levels, {100, 8, 16}, context);
  Random random(7, "ordinal test");
  for (int trial = 0; trial < 200; ++trial) {
    Matrix pair(2, 6);
    for (std::size_t j = 0; j < 6; ++j) {
      pair.row(0)[j] = float(2 + 4 * random.normal());
      pair.row(1)[j] = pair.row(0)[j] + float(random.uniform());
    }
    const std::vector<float> values = values_of(ordinal.network, pair);
    CHECK(values[1] >= values[0]);
  }
}

TEST_CASE("A discriminator is learned from one record a level and from evidence that never varies") {
  LearnContext context;
  for (const auto& levels : {toy_levels(2, 1, 8), std::vector<Matrix>(3, Matrix(4, 6))}) {
    const Ordinal ordinal = learn_ordinal(levels, {20, 4, 8}, context);
    for (const float value : values_of(ordinal.network, levels.front())) CHECK(std::isfinite(value));
  }
}

}  // namespace discern
