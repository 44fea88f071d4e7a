#include "methods/dae.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "kernels/gemm.h"
#include "methods/adversarial_options.h"
#include "methods/rows.h"

namespace discern {
namespace {

// Prepared features are far smaller; beyond it the network would only add up to infinity.
constexpr float kFarthest = 1e6f;

class Dae : public Method {
 public:
  explicit Dae(Mlp autoencoder) : autoencoder_(std::move(autoencoder)) {}

  std::size_t width() const override { return autoencoder_.inputs(); }
  const std::vector<Component>& components() const override {
    static const std::vector<Component> list = {
        {"reconstruction",
         "mean squared difference between the record and what the auto-encoder makes of it"}};
    return list;
  }
  void score(const float* x, std::size_t n, float* out) const override;
  void reference(const float* x, std::size_t n, float* out) const override;
  void save(Archive& archive) const override { autoencoder_.save(archive, "autoencoder"); }

 private:
  // Calls use(row, input, made) for each row, both [width].
  template <class Use>
  void for_made(const float* x, std::size_t n, Use use) const;

  Mlp autoencoder_;
};

template <class Use>
void Dae::for_made(const float* x, std::size_t n, Use use) const {
  thread_local std::vector<float> input, made;
  const std::size_t d = width();
  if (input.size() < kGemmRows * d) input.resize(kGemmRows * d), made.resize(kGemmRows * d);
  for (std::size_t start = 0; start < n; start += kGemmRows) {
    const std::size_t rows = std::min(kGemmRows, n - start);
    std::transform(x + start * d, x + (start + rows) * d, input.begin(),
                   [](float v) { return std::clamp(v, -kFarthest, kFarthest); });
    autoencoder_.forward(input.data(), rows, made.data());
    for (std::size_t i = 0; i < rows; ++i) use(start + i, input.data() + i * d, made.data() + i * d);
  }
}

void Dae::score(const float* x, std::size_t n, float* out) const {
  for_made(x, n, [&](std::size_t row, const float* input, const float* made) {
    double sum = 0;
    for (std::size_t j = 0; j < width(); ++j) {
      const double residual = double(input[j]) - double(made[j]);
      sum += residual * residual;
    }
    out[row] = bounded(sum / double(width()));
  });
}

void Dae::reference(const float* x, std::size_t n, float* out) const {
  for_made(x, n, [&](std::size_t row, const float*, const float* made) {
    std::transform(made, made + width(), out + row * width(), [](float v) { return bounded(v); });
  });
}

}  // namespace

const OptionTable<DaeOptions>& dae_options() {
  using O = DaeOptions;
  static const auto table =
      OptionTable<O>("method dae")
          .add("steps", &O::steps, "N", "training steps; 0: chosen from the records", range(0, 1e7))
          .add("patience", &O::patience, "N", kPatienceHelp, range(0, 20))
          .add("batch", &O::batch, "N", "records a step; 0: chosen from the records", range(0, 65536))
          .add("code", &O::code, "N", "units of the narrowest layer; 0: half the features, at most 32",
               range(0, 4096))
          .add("width", &O::width, "N", "units of the layers around it; 0: chosen from the features",
               range(0, 4096))
          .add("noise", &O::noise, "X", "deviation of the noise added to a record's features", range(0, 100))
          .add("rate", &O::rate, "X", "learning rate", range(1e-8, 1))
          .add("ema", &O::ema, "X", "decay of the averaged weights that score; 0: the last weights",
               range(0, 0.999999));
  return table;
}

std::span<const OptionSpec> dae_option_specs() {
  return dae_options().specs();
}

std::unique_ptr<Method> make_dae(Mlp autoencoder) {
  return std::make_unique<Dae>(std::move(autoencoder));
}

std::unique_ptr<Method> load_dae(const Archive& archive) {
  Mlp autoencoder = Mlp::load(archive, "autoencoder");
  if (autoencoder.inputs() != autoencoder.outputs())
    fail(Fault::model, "model file: the auto-encoder makes {} features of {}; train the model again",
         autoencoder.outputs(), autoencoder.inputs());
  return make_dae(std::move(autoencoder));
}

}  // namespace discern
