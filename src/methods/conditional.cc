#include "methods/conditional.h"

#include <algorithm>
#include <vector>

#include "methods/residuals.h"
#include "methods/rows.h"

namespace discern {

template <class Network>
void make_records(const Network& generator, const float* input, std::size_t n, std::size_t width,
                  float* out) {
  const std::size_t condition = condition_of(generator, width), made = generator.outputs();
  if (condition == 0) return generator.forward(input, n, out);
  thread_local std::vector<float> buffer;
  float* const rows = room(buffer, n * made);
  generator.forward(input, n, rows);
  for (std::size_t i = 0; i < n; ++i) {
    std::copy_n(rows + i * made, made, out + i * width);
    std::copy_n(input + (i + 1) * generator.inputs() - condition, condition, out + i * width + made);
  }
}

template <class Network>
void make_like(const Network& generator, const float* latent, const float* like, std::size_t n,
               std::size_t width, float* out) {
  const std::size_t condition = condition_of(generator, width), size = generator.inputs() - condition;
  if (condition == 0) return generator.forward(latent, n, out);
  thread_local std::vector<float> buffer;
  float* const input = room(buffer, n * generator.inputs());
  for (std::size_t i = 0; i < n; ++i) {
    float* const row = std::copy_n(latent + i * size, size, input + i * generator.inputs());
    std::copy_n(like + (i + 1) * width - condition, condition, row);
  }
  make_records(generator, input, n, width, out);
}

template <class Network>
void translate_rows(const Network& generator, const float* x, const float* latent, const float* condition,
                    std::size_t n, std::size_t width, float* out) {
  const std::size_t size = condition_of(generator, width);
  thread_local std::vector<float> buffer;
  float* const like = room(buffer, n * width);
  std::copy_n(x, n * width, like);
  for (std::size_t i = 0; i < n; ++i) std::copy_n(condition + i * size, size, like + (i + 1) * width - size);
  make_like(generator, latent, like, n, width, out);
  std::transform(out, out + n * width, out, bounded);
}

template void make_records(const Mlp&, const float*, std::size_t, std::size_t, float*);
template void make_like(const Mlp&, const float*, const float*, std::size_t, std::size_t, float*);
template void translate_rows(const Mlp&, const float*, const float*, const float*, std::size_t, std::size_t,
                             float*);
template void make_records(const ConvNet&, const float*, std::size_t, std::size_t, float*);
template void make_like(const ConvNet&, const float*, const float*, std::size_t, std::size_t, float*);
template void translate_rows(const ConvNet&, const float*, const float*, const float*, std::size_t,
                             std::size_t, float*);

}  // namespace discern
