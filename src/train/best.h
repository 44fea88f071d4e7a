// The network that did best so far on records that were not learned from.
#pragma once

#include <limits>
#include <string>

#include "nets/mlp.h"
#include "train/stateful.h"

namespace discern {

template <class Network>
class BestOf : public Stateful {
 public:
  // Keeps network if its error is below all before, or if it is the first.
  void offer(Network network, double error) {
    if (!empty() && !(error < error_)) return;
    network_ = std::move(network);
    error_ = error;
  }
  bool empty() const { return network_.parameters().empty(); }
  const Network& network() const { return network_; }
  double error() const { return error_; }

  void save(Archive& archive, const std::string& name) const override {
    save_numbers(archive, name + ".error", {error_});
    archive.meta[name + ".empty"] = empty();
    if (!empty()) network_.save(archive, name);
  }
  void load(const Archive& archive, const std::string& name) override {
    error_ = load_numbers(archive, name + ".error", 1)[0];
    const bool none = read_meta<bool>(archive.meta, (name + ".empty").c_str());
    network_ = none ? Network() : Network::load(archive, name);
  }

 private:
  Network network_;
  double error_ = std::numeric_limits<double>::infinity();
};

using Best = BestOf<Mlp>;

}  // namespace discern
