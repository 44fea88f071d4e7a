// A convolutional network as plain weights with a forward pass; LibTorch trains the same numbers in place.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/archive.h"
#include "base/on_first_use.h"
#include "base/picture_shape.h"
#include "kernels/conv.h"
#include "kernels/packed_conv.h"

namespace discern {

struct ConvLayer {
  // The names are written into model files and do not change. up_conv doubles the size, or one less than
  // that.
  enum class Kind { dense, conv, up_conv };

  Kind kind = Kind::dense;
  Grid out;       // of conv only the channels are given; a dense layer has 1 x 1 unless it makes a picture
  Window window;  // of conv
  Activation activation = Activation::leaky_relu;  // not elu_pair
  // Of conv and up_conv: the number, from 1, of an earlier layer whose output, of the same height and width
  // and not of one pixel, joins the channels of the input behind the others (a skip connection); 0: none.
  std::size_t skip = 0;
};

ConvLayer dense_layer(std::size_t units, Activation activation = Activation::leaky_relu);
ConvLayer dense_layer(Grid out, Activation activation = Activation::leaky_relu);
ConvLayer conv_layer(std::size_t channels, Window window, Activation activation = Activation::leaky_relu);
ConvLayer up_conv_layer(Grid out, Activation activation = Activation::leaky_relu);
// The layer with such a skip connection.
ConvLayer with_skip(ConvLayer layer, std::size_t from);

struct ConvShape {
  PictureShape picture;    // of the input; a vector of numbers is a picture of 1 x 1 with as many channels
  std::size_t beside = 0;  // numbers after the picture's: they join it at the first dense layer
  std::vector<ConvLayer> layers;
};

// Immutable while it is shared; forward may be called from any number of threads.
class ConvNet {
 public:
  // A layer with all that follows from those before it; offsets are in parameters().
  struct Layer : ConvLayer {
    Grid in;                  // with what a skip connection brings
    std::size_t joined = 0;   // of dense: numbers beside the grid
    std::size_t brought = 0;  // channels of a skip connection, the last of in
    std::size_t weights = 0, bias = 0;

    // The weights as a matrix [rows(), columns()] row by row. dense: [in and joined, out]; conv: [window,
    // window, in.channels, out.channels]; up_conv: as kernels/conv.h.
    std::size_t rows() const;
    std::size_t columns() const {
      return kind == Kind::conv ? out.channels : kind == Kind::up_conv ? 4 * out.channels : out.size();
    }
    std::size_t biases() const { return kind == Kind::dense ? out.size() : out.channels; }
  };

  ConvNet() = default;
  explicit ConvNet(ConvShape shape);  // all parameters zero; Error(model) for a shape that is impossible

  const ConvShape& shape() const { return shape_; }
  std::span<const Layer> layers() const { return layers_; }
  std::size_t inputs() const { return shape_.picture.size() + shape_.beside; }
  std::size_t outputs() const { return layers_.back().out.size(); }
  std::size_t features() const { return layers_.back().in.size() + layers_.back().joined; }

  // x [n, inputs] -> out [n, outputs], pictures in planes; features, if not null, gets what the last layer
  // sees [n, features()], pixel by pixel. A row's bits do not depend on n, on the other rows or on threads.
  // The first call packs the weights for this CPU.
  void forward(const float* x, std::size_t n, float* out, float* features = nullptr) const;
  // The same through the kernels' references.
  void forward_reference(const float* x, std::size_t n, float* out, float* features = nullptr) const;

  // One layer alone: in [n, layer.rows()] for a dense one, else [n, layer.in] -> out [n, layer.out], both
  // pixel by pixel.
  void run_layer(std::size_t layer, std::size_t n, const float* in, float* out) const;

  // Layer by layer: weights, then bias. What is given to be changed is changed before the next forward.
  std::vector<float>& parameters() {
    packed_.forget();
    return parameters_;
  }
  const std::vector<float>& parameters() const { return parameters_; }

  void save(Archive& archive, const std::string& name) const;
  static ConvNet load(const Archive& archive, const std::string& name);

 private:
  std::size_t plan();  // layers_, kept_, widest_ and skipped_ from shape_ -> number of parameters
  Layer planned(const ConvLayer& described, const Grid& before) const;
  using Run = void (ConvNet::*)(std::size_t layer, std::size_t n, const float* in, float* out) const;
  void pass(const float* x, std::size_t n, float* out, float* features, Run run) const;
  using Packed = std::vector<std::unique_ptr<const PackedConv>>;  // [layers], null where there is none
  Packed pack() const;
  void run_layer_reference(std::size_t layer, std::size_t n, const float* in, float* out) const;

  ConvShape shape_;
  std::vector<Layer> layers_;
  std::vector<float> parameters_;
  std::size_t widest_ = 0;  // numbers of a row between two layers, at most
  // [layers] where a row's output of each is kept for a skip connection, among skipped_ numbers; or nowhere.
  std::vector<std::size_t> kept_;
  std::size_t skipped_ = 0;
  OnFirstUse<Packed> packed_;
};

// n grids pixel by pixel [n, height, width, channels] from and to planes [n, channels, height, width].
void to_pixels(std::size_t n, const Grid& grid, const float* planes, float* pixels);
void to_planes(std::size_t n, const Grid& grid, const float* pixels, float* planes);

}  // namespace discern
