#include "train/spectral.h"

#include <cmath>
#include <utility>

namespace discern {
namespace {

constexpr int kFirstRounds = 30;

double normalise(std::vector<float>& vector) {
  double square = 0;
  for (const float x : vector) square += double(x) * double(x);
  const double norm = std::sqrt(square);
  if (norm > 0)
    for (float& x : vector) x = float(x / norm);
  return norm;
}

// One round of power iteration on weights [in][out]; -> the estimate of the largest singular value.
double round_of(const float* weights, std::size_t out, std::vector<float>& left) {
  std::vector<float> right(out, 0.0f);
  for (std::size_t i = 0; i < left.size(); ++i)
    for (std::size_t j = 0; j < out; ++j) right[j] += left[i] * weights[i * out + j];
  if (normalise(right) == 0) return 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    left[i] = 0;
    for (std::size_t j = 0; j < out; ++j) left[i] += weights[i * out + j] * right[j];
  }
  return normalise(left);
}

}  // namespace

SpectralNorm::SpectralNorm(std::vector<WeightMatrix> matrices, std::vector<float>& parameters, bool on,
                           Random& random)
    : matrices_(std::move(matrices)) {
  if (!on) return;
  for (const WeightMatrix& matrix : matrices_) {
    left_.emplace_back(matrix.rows);
    for (float& x : left_.back()) x = float(random.normal());
    normalise(left_.back());
  }
  for (int i = 0; i < kFirstRounds; ++i) scale_back(parameters);
}

void SpectralNorm::scale_back(std::vector<float>& parameters) {
  for (std::size_t l = 0; l < left_.size(); ++l) {
    const WeightMatrix& matrix = matrices_[l];
    float* weights = parameters.data() + matrix.offset;
    const double norm = round_of(weights, matrix.columns, left_[l]);
    if (!(norm > 1)) continue;
    const float share = float(1 / norm);
    for (std::size_t i = 0; i < matrix.rows * matrix.columns; ++i) weights[i] *= share;
  }
}

void SpectralNorm::save(Archive& archive, const std::string& name) const {
  for (std::size_t l = 0; l < left_.size(); ++l)
    save_floats(archive, name + "." + std::to_string(l), left_[l]);
}

void SpectralNorm::load(const Archive& archive, const std::string& name) {
  for (std::size_t l = 0; l < left_.size(); ++l)
    left_[l] = load_floats(archive, name + "." + std::to_string(l), left_[l].size());
}

}  // namespace discern
