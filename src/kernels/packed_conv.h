// Convolutions by code that oneDNN generates for one shape, with weights packed for it once.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "kernels/conv.h"

namespace discern {

// Immutable; run may be called from any number of threads. What the weights and biases are and what is
// computed: kernels/conv.h. They are copied.
class PackedConv {
 public:
  // Null where this CPU has no AVX-512 or oneDNN generates no code for the shape: then conv() and up_conv()
  // compute it. (For AVX2 that code is no faster than ours.)
  static std::unique_ptr<const PackedConv> conv(const Grid& in, const Window& window, std::size_t outputs,
                                                const float* weights, const float* bias,
                                                Activation activation);
  static std::unique_ptr<const PackedConv> up_conv(const Grid& in, const Grid& out, const float* weights,
                                                   const float* bias, Activation activation);
  ~PackedConv();

  // x [n, in] -> out [n, places, places, outputs] or, of up_conv, [n, out]. A picture's bits depend neither
  // on n, nor on the others, nor on threads; they differ from those of conv() in the last ones.
  void run(std::size_t n, const float* x, float* out) const;

 private:
  struct Made;  // by oneDNN
  explicit PackedConv(std::unique_ptr<const Made> made);
  static std::unique_ptr<PackedConv> make(const Grid& in, const Window& window, std::size_t outputs,
                                          const float* weights, const float* bias, Activation activation);

  std::unique_ptr<const Made> made_;
  Grid in_;
  std::size_t made_size_ = 0;  // numbers that oneDNN makes of a picture
  std::optional<Grid> up_;     // of up_conv: what they are shuffled to
};

}  // namespace discern
