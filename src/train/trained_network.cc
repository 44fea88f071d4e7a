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

TrainedNetwork::TrainedNetwork(MlpShape shape, Random random, AdamOptions adam, double ema)
    : mlp_(initialised(std::move(shape), random)),
      learning_(mlp_, MlpView::Kind::learning),
      constant_(mlp_, MlpView::Kind::constant),
      adam_(mlp_.parameters().size(), adam),
      average_(mlp_.parameters()),
      ema_(ema) {}

void TrainedNetwork::step(const at::Tensor& loss, double rate_share) {
  loss.backward();
  apply(rate_share);
}

void TrainedNetwork::apply(double rate_share) {
  if (adam_.step(mlp_.parameters().data(), learning_.gradient().data(), rate_share)) {
    in_a_row_ = 0;
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
  adam_.restart();
  in_a_row_ = 0;
}

Mlp TrainedNetwork::average() const {
  Mlp copy(mlp_.shape());
  copy.parameters() = average_;
  return copy;
}

}  // namespace discern
