#include "methods/latent_search.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/gemm.h"

namespace discern {
namespace {

// Prepared features are far smaller; beyond it the networks would only add up to infinity.
constexpr float kFarthest = 1e6f;
// Records whose latents are searched together.
template <class Network>
constexpr std::size_t kTile = kGemmRows;
template <>
constexpr std::size_t kTile<ConvNet> = 24;
// So many seats are free before records that wait are seated: networks see them together.
template <class Network>
constexpr std::size_t kFree = kTile<Network> / 8;
// Adam's in the search, as of its paper.
constexpr float kBeta1 = 0.9f, kBeta2 = 0.999f, kEpsilon = 1e-8f;

float sign(float v) {
  return float(v > 0) - float(v < 0);
}

// sums [rows] of |wanted - found|; signs of found - wanted, [rows, width], times weight.
void compare(const float* wanted, const float* found, std::size_t rows, std::size_t width, float weight,
             float* sums, float* signs) {
  for (std::size_t i = 0; i < rows; ++i) {
    float sum = 0;
    for (std::size_t j = i * width; j < (i + 1) * width; ++j) {
      const float difference = found[j] - wanted[j];
      sum += std::abs(difference);
      signs[j] = weight * sign(difference);
    }
    sums[i] = sum;
  }
}

std::vector<AdamFactors> factors_of(const LatentSearch& search) {
  std::vector<AdamFactors> out;
  double power1 = 1, power2 = 1;
  for (std::int64_t step = 0; step < search.steps; ++step) {
    power1 *= double(kBeta1), power2 *= double(kBeta2);
    const double share = 1 - double(step) / double(search.steps);
    out.push_back({kBeta1, kBeta2, float(search.rate * share / (1 - power1)),
                   float(1 / std::sqrt(1 - power2)), kEpsilon});
  }
  return out;
}

}  // namespace

// The records whose latents are being searched, one a seat.
template <class Network>
struct LatentSearchOf<Network>::Tile {
  struct Seat {
    std::size_t record;
    float value;                                 // D(x)
    std::int64_t step = 0, fell = 0;             // the next; where the score last fell by the tolerance,
    float mark = 0;                              // to this
    float residual = 0, feature = 0, score = 0;  // the lowest so far
    bool over = false;
  };
  std::vector<Seat> seats;
  // A row a seat. x, f(x); z, z where A was lowest, Adam's moments:
  std::vector<float> input, features, latent, best, mean, square;
  std::vector<float> residual, feature;  // at z
  std::vector<float> slope, record_slope, critic_slope, feature_slope;
  typename Slope::Tape generator, critic;

  std::size_t rows() const { return seats.size(); }

  // A thread keeps one tile for every model it meets.
  void fit(std::size_t width, std::size_t latents, std::size_t feature_count) {
    seats.clear();
    for (auto* rows : {&input, &record_slope, &critic_slope}) grow(*rows, width);
    for (auto* rows : {&features, &feature_slope}) grow(*rows, feature_count);
    for (auto* rows : {&latent, &slope, &mean, &square, &best}) grow(*rows, latents);
    for (auto* rows : {&residual, &feature}) grow(*rows, 1);
  }

  // The last record takes the seat of one whose search is over.
  void leave(std::size_t seat, std::size_t width, std::size_t latents, std::size_t feature_count) {
    const std::size_t last = rows() - 1;
    const auto move = [&](std::vector<float>& rows, std::size_t size) {
      if (seat != last) std::copy_n(rows.data() + last * size, size, rows.data() + seat * size);
    };
    move(input, width);
    move(features, feature_count);
    for (auto* rows : {&latent, &best, &mean, &square}) move(*rows, latents);
    seats[seat] = seats[last];
    seats.pop_back();
  }

 private:
  static void grow(std::vector<float>& rows, std::size_t width) {
    if (rows.size() < kTile<Network> * width) rows.resize(kTile<Network> * width);
  }
};

template <class Network>
LatentSearchOf<Network>::LatentSearchOf(Network generator, Network critic, std::optional<Network> encoder,
                                        LatentSearch search)
    : generator_(std::move(generator)),
      features_(features_of(critic)),
      critic_(std::move(critic)),
      encoder_(std::move(encoder)),
      search_(search),
      factors_(factors_of(search)) {}

// Seats x [count, width], the records from `first` on, behind those that are there.
template <class Network>
void LatentSearchOf<Network>::seat(const float* x, std::size_t first, std::size_t count, Tile& tile) const {
  const std::size_t rows = tile.rows(), latents = latent(), feature_count = features_.net().outputs();
  float* const input = tile.input.data() + rows * width();
  for (std::size_t i = 0; i < count * width(); ++i) input[i] = std::clamp(x[i], -kFarthest, kFarthest);
  critic_.forward(input, count, tile.residual.data(), tile.features.data() + rows * feature_count);
  for (auto* numbers : {&tile.latent, &tile.mean, &tile.square})
    std::fill_n(numbers->data() + rows * latents, count * latents, 0.0f);
  if (encoder_) encoder_->forward(input, count, tile.latent.data() + rows * latents);
  for (std::size_t i = 0; i < count; ++i) tile.seats.push_back({first + i, tile.residual[i]});
}

// Both sums at z, and their weighted slopes in G(z) and in f(G(z)).
template <class Network>
void LatentSearchOf<Network>::distances(Tile& tile) const {
  const float weight = float(search_.feature_weight);
  const std::size_t rows = tile.rows();
  const float* made = generator_.forward(tile.latent.data(), rows, tile.generator);
  compare(tile.input.data(), made, rows, width(), 1 - weight, tile.residual.data(), tile.record_slope.data());
  const float* found = features_.forward(made, rows, tile.critic);
  compare(tile.features.data(), found, rows, features_.net().outputs(), weight, tile.feature.data(),
          tile.feature_slope.data());
}

// Keeps what is best so far, and marks whose search is over; whether one is not.
template <class Network>
bool LatentSearchOf<Network>::judge(Tile& tile) const {
  const float weight = float(search_.feature_weight), enough = float(1 - search_.tolerance);
  bool more = false;
  for (std::size_t i = 0; i < tile.rows(); ++i) {
    typename Tile::Seat& seat = tile.seats[i];
    const float score = (1 - weight) * tile.residual[i] + weight * tile.feature[i];
    const bool first = seat.step == 0;
    if (first || score < seat.score) {
      seat.score = score, seat.residual = tile.residual[i], seat.feature = tile.feature[i];
      std::copy_n(tile.latent.data() + i * latent(), latent(), tile.best.data() + i * latent());
    }
    if (first || seat.score < enough * seat.mark) seat.mark = seat.score, seat.fell = seat.step;
    seat.over =
        seat.step == search_.steps || (search_.patience > 0 && seat.step - seat.fell >= search_.patience);
    more = more || !seat.over;
  }
  return more;
}

// dA/dz of what distances() saw.
template <class Network>
void LatentSearchOf<Network>::slope(Tile& tile) const {
  const std::size_t rows = tile.rows();
  if (search_.feature_weight > 0) {
    features_.backward(tile.feature_slope.data(), rows, tile.critic, tile.critic_slope.data());
    for (std::size_t i = 0; i < rows * width(); ++i) tile.record_slope[i] += tile.critic_slope[i];
  }
  generator_.backward(tile.record_slope.data(), rows, tile.generator, tile.slope.data());
}

// A step of Adam; neighbours that are as far take it together.
template <class Network>
void LatentSearchOf<Network>::step(Tile& tile) const {
  for (std::size_t i = 0, end = 0; i < tile.rows(); i = end) {
    const std::int64_t step = tile.seats[i].step;
    for (end = i; end < tile.rows() && tile.seats[end].step == step; ++end)
      if (!tile.seats[end].over) ++tile.seats[end].step;
    if (step == search_.steps) continue;
    const std::size_t at = i * latent();
    adam_pass((end - i) * latent(), factors_[std::size_t(step)], tile.latent.data() + at,
              tile.slope.data() + at, tile.mean.data() + at, tile.square.data() + at);
  }
}

template <class Network>
void LatentSearchOf<Network>::run(const float* x, std::size_t n,
                                  const std::function<void(const Found&)>& use) const {
  thread_local Tile tile;
  tile.fit(width(), latent(), features_.net().outputs());
  for (std::size_t next = 0;;) {
    const std::size_t free = kTile<Network> - tile.rows();
    if (next < n && free >= kFree<Network>) {
      const std::size_t count = std::min(free, n - next);
      seat(x + next * width(), next, count, tile);
      next += count;
    }
    if (tile.rows() == 0) return;
    distances(tile);
    if (judge(tile)) {
      slope(tile);
      step(tile);
    }
    for (std::size_t i = tile.rows(); i-- > 0;) {
      const typename Tile::Seat& seat = tile.seats[i];
      if (!seat.over) continue;
      use({seat.record, tile.best.data() + i * latent(), seat.residual, seat.feature, seat.score, seat.value,
           seat.step});
      tile.leave(i, width(), latent(), features_.net().outputs());
    }
  }
}

template class LatentSearchOf<Mlp>;
template class LatentSearchOf<ConvNet>;

}  // namespace discern
