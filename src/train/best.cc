#include "train/best.h"

#include <cmath>

namespace discern {

bool Plateau::better(double error) {
  errors_.add(error);
  const bool is = looks_ == 0 || error < error_;
  since_ = is ? 0 : since_ + 1;
  ++looks_;
  if (is && std::isfinite(error)) error_ = error;
  return is;
}

Json Plateau::curve() const {
  Json out = errors_.save();
  for (Json& step : out["step"]) step = step.get<std::int64_t>() * every_;
  return out;
}

void Plateau::save(Archive& archive, const std::string& name) const {
  save_numbers(archive, name + ".looks", {error_, double(since_), double(looks_)});
  errors_.save(archive, name + ".errors");
}

void Plateau::load(const Archive& archive, const std::string& name) {
  const std::vector<double>& looks = load_numbers(archive, name + ".looks", 3);
  error_ = looks[0];
  since_ = std::int64_t(looks[1]);
  looks_ = std::int64_t(looks[2]);
  errors_.load(archive, name + ".errors");
}

}  // namespace discern
