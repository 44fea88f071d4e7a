// The search of AnoGAN for the latent whose record comes closest, of many records at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "kernels/adam_pass.h"
#include "nets/conv_slope.h"
#include "nets/mlp_slope.h"

namespace discern {

// How a record's latent is searched, and how its two distances add up.
struct LatentSearch {
  double feature_weight = 0.1;  // [0, 1]
  std::int64_t steps = 25;      // at most
  double rate = 0.05;           // falling to 0 over so many steps
  // A record's search ends when its score has not fallen by this share within so many steps; 0: not before
  // all steps.
  std::int64_t patience = 0;
  double tolerance = 0.01;  // [0, 1]
};

// Network: Mlp, or ConvNet for pictures. Immutable; any number of threads may search.
template <class Network>
class LatentSearchOf {
 public:
  // What was found for one record.
  struct Found {
    std::size_t record;       // its row
    const float* latent;      // [latent], where the score was lowest
    float residual, feature;  // sums of the differences of records, and of features, there
    float score;              // (1 - feature_weight) residual + feature_weight feature
    float value;              // the critic's, D(x)
    std::int64_t steps;       // that it took
  };

  // generator: latent -> width; critic: width -> 1, at least one hidden layer, the last of which is f;
  // encoder: width -> latent, where the search begins; without one at 0.
  LatentSearchOf(Network generator, Network critic, std::optional<Network> encoder, LatentSearch search);

  // x [n, width]; use is called once a record, in any order. What is found for a record has the same bits
  // whatever n is and whichever the other records are.
  void run(const float* x, std::size_t n, const std::function<void(const Found&)>& use) const;

  const Network& generator() const { return generator_.net(); }
  const Network& critic() const { return critic_; }
  const std::optional<Network>& encoder() const { return encoder_; }
  const LatentSearch& search() const { return search_; }

 private:
  using Slope = std::conditional_t<std::is_same_v<Network, Mlp>, MlpSlope, ConvSlope>;
  struct Tile;
  std::size_t width() const { return critic_.inputs(); }
  std::size_t latent() const { return generator().inputs(); }
  void seat(const float* x, std::size_t first, std::size_t count, Tile& tile) const;
  void distances(Tile& tile) const;
  bool judge(Tile& tile) const;
  void slope(Tile& tile) const;
  void step(Tile& tile) const;

  Slope generator_, features_;
  Network critic_;
  std::optional<Network> encoder_;
  LatentSearch search_;
  std::vector<AdamFactors> factors_;  // of each step
};

}  // namespace discern
