#include "kernels/packed_conv.h"

#include <algorithm>
#include <array>
#include <oneapi/dnnl/dnnl.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "kernels/one_thread.h"

namespace discern {
namespace {

using Format = dnnl::memory::format_tag;

const dnnl::engine& cpu() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

dnnl::stream& stream_of_thread() {
  thread_local dnnl::stream stream(cpu());
  return stream;
}

float* scratch(std::size_t which, std::size_t size) {
  thread_local std::array<std::vector<float>, 2> buffers;
  if (buffers[which].size() < size) buffers[which].resize(size);
  return buffers[which].data();
}

dnnl::memory::desc described(dnnl::memory::dims sizes, Format format) {
  return {std::move(sizes), dnnl::memory::data_type::f32, format};
}

void append(Activation activation, dnnl::post_ops& to) {
  using dnnl::algorithm;
  switch (activation) {
    case Activation::none:
      return;
    case Activation::leaky_relu:
      return to.append_eltwise(1, algorithm::eltwise_relu, kLeakySlope, 0);
    case Activation::tanh:
      return to.append_eltwise(1, algorithm::eltwise_tanh, 0, 0);
    case Activation::relu:
      return to.append_eltwise(1, algorithm::eltwise_relu, 0, 0);
    case Activation::elu:
      return to.append_eltwise(1, algorithm::eltwise_elu, 1, 0);
    case Activation::silu:
      return to.append_eltwise(1, algorithm::eltwise_swish, 1, 0);
    case Activation::sigmoid:
      return to.append_eltwise(1, algorithm::eltwise_logistic, 0, 0);
    case Activation::elu_pair:
      fail(Fault::usage, "a convolution has the activation elu_pair, which is of dense layers; report this");
  }
}

// oneDNN's products, which some of its convolutions are made of, want signals held back (signals_held.h).
bool is_wanted(std::string_view implementation) {
  const auto has = [&](std::string_view word) { return implementation.find(word) != word.npos; };
  return has("avx512") && !has("gemm");
}

// Places side by side that are computed as the outputs of one place, so that few outputs fill a register.
std::size_t places_at_once(const Grid& in, const Window& window, std::size_t outputs) {
  constexpr std::size_t kMost = 4, kRegister = 16;
  const std::size_t across = window.places(in.width);
  std::size_t most = 1;
  if (window.size <= window.stride) return most;
  for (std::size_t places = 2; places <= kMost && places * outputs <= kRegister; ++places)
    if (across % places == 0) most = places;
  return most;
}

// weights [size, size, channels, outputs] -> [size, size + (places - 1) stride, channels, places, outputs]:
// each place's own stand at its columns, among zeros.
std::vector<float> side_by_side(std::size_t places, const Window& window, std::size_t channels,
                                std::size_t outputs, const float* weights) {
  const std::size_t width = window.size + (places - 1) * window.stride;
  std::vector<float> out(window.size * width * channels * places * outputs);
  for (std::size_t row = 0; row < window.size; ++row)
    for (std::size_t place = 0; place < places; ++place)
      for (std::size_t k = 0; k < window.size * channels; ++k) {
        const std::size_t to = (row * width + place * window.stride) * channels + k;
        std::copy_n(weights + (row * window.size * channels + k) * outputs, outputs,
                    out.data() + (to * places + place) * outputs);
      }
  return out;
}

// Of one picture, so that how many come together changes nothing.
dnnl::convolution_forward::desc convolution_of(const Grid& in, const Window& window, std::size_t outputs,
                                               std::size_t places) {
  const auto sizes = [](auto... n) { return dnnl::memory::dims{dnnl::memory::dim(n)...}; };
  const std::size_t width = window.size + (places - 1) * window.stride, all = places * outputs;
  return {dnnl::prop_kind::forward_inference,
          dnnl::algorithm::convolution_direct,
          described(sizes(1, in.channels, in.height, in.width), Format::nhwc),
          described(sizes(all, in.channels, window.size, width), Format::any),
          described(sizes(all), Format::x),
          described(sizes(1, all, window.places(in.height), window.places(in.width) / places), Format::nhwc),
          sizes(window.stride, places * window.stride),
          sizes(window.padding, window.padding),
          sizes(window.padding, window.padding)};
}

}  // namespace

struct PackedConv::Made {
  dnnl::convolution_forward::primitive_desc description;
  dnnl::convolution_forward primitive;
  dnnl::memory weights, bias;
};

PackedConv::PackedConv(std::unique_ptr<const Made> made) : made_(std::move(made)) {}

PackedConv::~PackedConv() = default;

std::unique_ptr<PackedConv> PackedConv::make(const Grid& in, const Window& window, std::size_t outputs,
                                             const float* weights, const float* bias, Activation activation) {
  // How many threads there are decides what code is generated.
  const OneThread one_thread;
  try {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    dnnl::post_ops after;
    append(activation, after);
    attributes.set_post_ops(after);
    const std::size_t places = places_at_once(in, window, outputs);
    dnnl::convolution_forward::primitive_desc found(convolution_of(in, window, outputs, places), attributes,
                                                    cpu());
    while (!is_wanted(found.impl_info_str()))
      if (!found.next_impl()) return nullptr;

    dnnl::memory packed(found.weights_desc(), cpu()), copied(found.bias_desc(), cpu());
    const dnnl::memory::desc wanted = found.weights_desc();
    std::vector<float> spread = side_by_side(places, window, in.channels, outputs, weights);
    dnnl::memory plain(described(wanted.dims(), Format::hwio), cpu(), spread.data());
    dnnl::stream& stream = stream_of_thread();
    dnnl::reorder(plain, packed).execute(stream, plain, packed);
    for (std::size_t place = 0; place < places; ++place)
      std::copy_n(bias, outputs, static_cast<float*>(copied.get_data_handle()) + place * outputs);
    stream.wait();
    dnnl::convolution_forward primitive(found);
    std::unique_ptr<PackedConv> out(
        new PackedConv(std::make_unique<Made>(Made{found, primitive, packed, copied})));
    out->in_ = in;
    out->made_size_ = window.places(in.height) * window.places(in.width) * outputs;
    return out;
  } catch (const dnnl::error&) {
    return nullptr;
  }
}

std::unique_ptr<const PackedConv> PackedConv::conv(const Grid& in, const Window& window, std::size_t outputs,
                                                   const float* weights, const float* bias,
                                                   Activation activation) {
  return make(in, window, outputs, weights, bias, activation);
}

std::unique_ptr<const PackedConv> PackedConv::up_conv(const Grid& in, const Grid& out, const float* weights,
                                                      const float* bias, Activation activation) {
  std::vector<float> biases;
  for (std::size_t s = 0; s < 4; ++s) biases.insert(biases.end(), bias, bias + out.channels);
  auto packed = make(in, kUpWindow, 4 * out.channels, weights, biases.data(), activation);
  if (packed) packed->up_ = out;
  return packed;
}

void PackedConv::run(std::size_t n, const float* x, float* out) const {
  const OneThread one_thread;
  const auto& description = made_->description;
  const std::size_t size = up_ ? up_->size() : made_size_;
  float* const made = up_ ? scratch(0, made_size_) : out;
  const dnnl::memory source(description.src_desc(), cpu(), const_cast<float*>(x)),
      target(description.dst_desc(), cpu(), made),
      own(description.scratchpad_desc(), cpu(),
          scratch(1, description.scratchpad_desc().get_size() / sizeof(float) + 1));
  const std::array<dnnl_exec_arg_t, 5> arguments = {{{DNNL_ARG_SRC, source.get()},
                                                     {DNNL_ARG_WEIGHTS, made_->weights.get()},
                                                     {DNNL_ARG_BIAS, made_->bias.get()},
                                                     {DNNL_ARG_DST, target.get()},
                                                     {DNNL_ARG_SCRATCHPAD, own.get()}}};
  dnnl::stream& stream = stream_of_thread();
  for (std::size_t i = 0; i < n; ++i) {
    source.set_data_handle(const_cast<float*>(x + i * in_.size()));
    if (!up_) target.set_data_handle(out + i * size);
    if (dnnl_primitive_execute(made_->primitive.get(), stream.get(), int(arguments.size()),
                               arguments.data()) != dnnl_success)
      fail(Fault::usage, "oneDNN refused a convolution of {} x {} pixels; report this", in_.width,
           in_.height);
    if (up_) pixel_shuffle(1, in_, *up_, made, out + i * size);
  }
}

}  // namespace discern
