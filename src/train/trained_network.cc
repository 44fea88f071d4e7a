#include "train/trained_network.h"

#include <algorithm>
#include <utility>

#include "kernels/adam_pass.h"

namespace discern {
namespace {

template <class Network, class Shape>
Network initialised(Shape shape, Random& random) {
  Network network(std::move(shape));
  initialise(network, random);
  return network;
}

}  // namespace

template <class Network>
Trained<Network>::Trained(Shape shape, Random random, AdamOptions adam, double ema, bool spectral_norm)
    : network_(initialised<Network>(std::move(shape), random)),
      learning_(network_, View::Kind::learning),
      constant_(network_, View::Kind::constant),
      adam_(network_.parameters().size(), adam),
      spectral_(matrices_of(network_), network_.parameters(), spectral_norm, random),
      average_(network_.parameters()),
      ema_(ema) {}

template <class Network>
void Trained<Network>::start_from(const Network& network) {
  // In place: the views share these numbers.
  std::copy(network.parameters().begin(), network.parameters().end(), network_.parameters().begin());
  average_ = network.parameters();
}

template <class Network>
void Trained<Network>::step(const at::Tensor& loss, double rate_share) {
  loss.backward();
  apply(rate_share);
}

template <class Network>
void Trained<Network>::apply(double rate_share) {
  if (adam_.step(network_.parameters().data(), learning_.gradient().data(), rate_share)) {
    in_a_row_ = 0;
    spectral_.scale_back(network_.parameters());
    follow();
    return;
  }
  ++skipped_;
  if (++in_a_row_ >= kPatience) roll_back();
}

template <class Network>
void Trained<Network>::follow() {
  ++steps_;
  // Early on the average must forget the random start faster than its decay alone would.
  const double decay = std::min(ema_, double(1 + steps_) / double(10 + steps_));
  const float share = ema_ == 0 ? 1.0f : float(1 - decay);
  follow_pass(average_.size(), share, network_.parameters().data(), average_.data());
}

template <class Network>
void Trained<Network>::roll_back() {
  std::copy(average_.begin(), average_.end(), network_.parameters().begin());
  adam_.restart(0.5);
  in_a_row_ = 0;
}

template <class Network>
Network Trained<Network>::average() const {
  Network copy(network_.shape());
  copy.parameters() = average_;
  return copy;
}

template <class Network>
void Trained<Network>::save(Archive& archive, const std::string& name) const {
  save_floats(archive, name + ".parameters", network_.parameters());
  save_floats(archive, name + ".average", average_);
  save_numbers(archive, name, {double(steps_), double(skipped_), double(in_a_row_)});
  adam_.save(archive, name + ".adam");
  spectral_.save(archive, name + ".spectral");
}

template <class Network>
void Trained<Network>::load(const Archive& archive, const std::string& name) {
  const std::vector<float>& parameters = load_floats(archive, name + ".parameters", average_.size());
  // In place: the views share these numbers.
  std::copy(parameters.begin(), parameters.end(), network_.parameters().begin());
  average_ = load_floats(archive, name + ".average", average_.size());
  const std::vector<double>& counts = load_numbers(archive, name, 3);
  steps_ = std::int64_t(counts[0]);
  skipped_ = std::int64_t(counts[1]);
  in_a_row_ = int(counts[2]);
  adam_.load(archive, name + ".adam");
  spectral_.load(archive, name + ".spectral");
}

template class Trained<Mlp>;
template class Trained<ConvNet>;
template class Trained<GrowingNet>;

}  // namespace discern
