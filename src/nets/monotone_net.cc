#include "nets/monotone_net.h"

#include <algorithm>
#include <utility>

#include "base/fail.h"

namespace discern {
namespace {

bool negative(float value) {
  return value < 0;
}

bool never_falls(const Mlp& mlp) {
  for (std::size_t l = 0; l < mlp.layers(); ++l) {
    const auto weights = mlp.parameters().begin();
    if (std::any_of(weights + std::ptrdiff_t(mlp.weight_offset(l)),
                    weights + std::ptrdiff_t(mlp.bias_offset(l)), negative))
      return false;
  }
  return true;
}

}  // namespace

MonotoneNet::MonotoneNet(Mlp hidden, std::vector<float> linear)
    : hidden_(std::move(hidden)), linear_(std::move(linear)) {}

void MonotoneNet::forward(const float* x, std::size_t n, float* out) const {
  hidden_.forward(x, n, out);
  for (std::size_t i = 0; i < n; ++i) {
    float sum = 0;
    for (std::size_t j = 0; j < inputs(); ++j) sum += x[i * inputs() + j] * linear_[j];
    out[i] += sum;
  }
}

void MonotoneNet::save(Archive& archive, const std::string& name) const {
  hidden_.save(archive, name);
  archive.put(name + ".linear", {linear_.size()}, linear_);
}

MonotoneNet MonotoneNet::load(const Archive& archive, const std::string& name, std::size_t inputs) {
  MonotoneNet net(Mlp::load(archive, name), archive.floats(name + ".linear", inputs));
  const MlpShape& shape = net.hidden_.shape();
  const bool fits = shape.widths.size() == 3 && shape.widths.front() == inputs && shape.widths.back() == 1 &&
                    shape.hidden == Activation::tanh && shape.output == Activation::none;
  if (!fits) fail(Fault::model, "model file: the network \"{}\" does not fit; train the model again", name);
  if (!never_falls(net.hidden_) || std::any_of(net.linear_.begin(), net.linear_.end(), negative))
    fail(Fault::model, "model file: the network \"{}\" may fall as evidence rises; train the model again",
         name);
  return net;
}

}  // namespace discern
