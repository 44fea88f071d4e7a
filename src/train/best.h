// Networks in training are looked at on normal records that they do not learn from: the best are kept, and
// training ends when they get no better.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "nets/mlp.h"
#include "train/curve.h"
#include "train/stateful.h"

namespace discern {

// When to look, and when enough is enough.
class Plateau : public Stateful {
 public:
  static constexpr std::int64_t kLooks = 20;  // over all steps

  // patience: looks in a row without a lower error after which training is over; 0: it never is.
  Plateau(std::int64_t steps, std::int64_t patience)
      : every_(std::max<std::int64_t>(1, steps / kLooks)), patience_(patience) {}

  // After step (from 0).
  bool due(std::int64_t step) const { return (step + 1) % every_ == 0; }
  bool over() const { return patience_ > 0 && since_ >= patience_; }

  // An error to show in the curve, of networks that are not to be kept.
  void pass_over(double error) { errors_.add(error); }

  double error() const { return error_; }  // the lowest
  Json curve() const;                      // of every look, as Curve::save

  void save(Archive& archive, const std::string& name) const override;
  void load(const Archive& archive, const std::string& name) override;

 protected:
  // True if error is below all before, or the first.
  bool better(double error);

 private:
  std::int64_t every_, patience_, since_ = 0, looks_ = 0;
  double error_ = std::numeric_limits<double>::infinity();
  Curve errors_;
};

template <class Network>
class BestOf : public Plateau {
 public:
  using Plateau::Plateau;

  // networks: as many each time, of the same shapes.
  void offer(std::vector<Network> networks, double error) {
    if (better(error)) networks_ = std::move(networks);
  }
  // Of the best look; at least one was made.
  std::vector<Network>& networks() { return networks_; }

  void save(Archive& archive, const std::string& name) const override {
    Plateau::save(archive, name);
    archive.meta[name + ".count"] = networks_.size();
    for (std::size_t i = 0; i < networks_.size(); ++i) networks_[i].save(archive, part(name, i));
  }
  void load(const Archive& archive, const std::string& name) override {
    Plateau::load(archive, name);
    networks_.clear();
    const auto count = read_meta<std::size_t>(archive.meta, (name + ".count").c_str());
    for (std::size_t i = 0; i < count; ++i) networks_.push_back(Network::load(archive, part(name, i)));
  }

 private:
  static std::string part(const std::string& name, std::size_t i) {
    return name + ".network." + std::to_string(i);
  }

  std::vector<Network> networks_;
};

using Best = BestOf<Mlp>;

}  // namespace discern
