// The default detector without a memory: of the normal records it keeps prototypes alone. Fit for records
// that must not be found in a model file.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "methods/discern.h"

namespace discern {

struct GanOptions : DiscernOptions {
  std::int64_t prototypes = 256;
  bool progressive = false;  // of pictures: methods/picture_gan_score.h
};

const OptionTable<GanOptions>& gan_options();
std::span<const OptionSpec> gan_option_specs();

class Gan : public Method {
 public:
  // inner's memory holds the prototypes.
  explicit Gan(std::unique_ptr<const Discern> inner);

  std::size_t width() const override { return inner_->width(); }
  const std::vector<Component>& components() const override { return components_; }
  void score(const float* x, std::size_t n, float* out) const override { inner_->score(x, n, out); }
  // G(E(x)).
  void reference(const float* x, std::size_t n, float* out) const override { inner_->remake(x, n, out); }
  std::size_t latent() const override { return inner_->latent(); }
  void generate(const float* z, std::size_t n, float* out) const override { inner_->generate(z, n, out); }
  std::size_t condition() const override { return inner_->condition(); }
  void translate(const float* x, const float* condition, std::size_t n, float* out) const override {
    inner_->translate(x, condition, n, out);
  }
  void save(Archive& archive) const override { inner_->save(archive); }

 private:
  std::unique_ptr<const Discern> inner_;
  std::vector<Component> components_;
};

std::unique_ptr<Method> load_gan(const Archive& archive);

}  // namespace discern
