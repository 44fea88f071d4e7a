#include "train/trained_network.h"

#include <algorithm>
#include <utility>

namespace discern {
namespace {

Mlp initialised(MlpShape shape, Random& random) {
  Mlp mlp(std::move(shape));
  initialise(mlp, random);
  return mlp;
}

}  // namespace

TrainedNetwork::TrainedNetwork(MlpShape shape, Random random, AdamOptions adam, double ema,
                               bool spectral_norm)
    : mlp_(initialised(std::move(shape), random)),
      learning_(mlp_, MlpView::Kind::learning),
      constant_(mlp_, MlpView::Kind::constant),
      adam_(mlp_.parameters().size(), adam),
      spectral_(mlp_, spectral_norm, random),
      average_(mlp_.parameters()),
      ema_(ema) {}

void TrainedNetwork::start_from(const Mlp& mlp) {
  // In place: the views share these numbers.
  std::copy(mlp.parameters().begin(), mlp.parameters().end(), mlp_.parameters().begin());
  average_ = mlp.parameters();
}

void TrainedNetwork::step(const at::Tensor& loss, double rate_share) {
  loss.backward();
  apply(rate_share);
}

void TrainedNetwork::apply(double rate_share) {
  if (adam_.step(mlp_.parameters().data(), learning_.gradient().data(), rate_share)) {
    in_a_row_ = 0;
    spectral_.scale_back(mlp_);
    follow();
    return;
  }
  ++skipped_;
  if (++in_a_row_ >= kPatience) roll_back();
}

void TrainedNetwork::follow() {
  ++steps_;
  // Early on the average must forget the random start faster than its decay alone would.
  const double decay = std::min(ema_, double(1 + steps_) / double(10 + steps_));
  const float share = ema_ == 0 ? 1.0f : float(1 - decay);
  const float* values = mlp_.parameters().data();
  for (std::size_t i = 0; i < average_.size(); ++i) average_[i] += share * (values[i] - average_[i]);
}

void TrainedNetwork::roll_back() {
  std::copy(average_.begin(), average_.end(), mlp_.parameters().begin());
  adam_.restart(0.5);
  in_a_row_ = 0;
}

Mlp TrainedNetwork::average() const {
  Mlp copy(mlp_.shape());
  copy.parameters() = average_;
  return copy;
}

void TrainedNetwork::save(Archive& archive, const std::string& name) const {
  save_floats(archive, name + ".parameters", mlp_.parameters());
  save_floats(archive, name + ".average", average_);
  save_numbers(archive, name, {double(steps_), double(skipped_), double(in_a_row_)});
  adam_.save(archive, name + ".adam");
  spectral_.save(archive, name + ".spectral");
}

void TrainedNetwork::load(const Archive& archive, const std::string& name) {
  const std::vector<float>& parameters = load_floats(archive, name + ".parameters", average_.size());
  // In place: the views share these numbers.
  std::copy(parameters.begin(), parameters.end(), mlp_.parameters().begin());
  average_ = load_floats(archive, name + ".average", average_.size());
  const std::vector<double>& counts = load_numbers(archive, name, 3);
  steps_ = std::int64_t(counts[0]);
  skipped_ = std::int64_t(counts[1]);
  in_a_row_ = int(counts[2]);
  adam_.load(archive, name + ".adam");
  spectral_.load(archive, name + ".spectral");
}

}  // namespace discern
