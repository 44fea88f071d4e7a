#include "methods/gan.h"

#include <utility>

namespace discern {

const OptionTable<GanOptions>& gan_options() {
  static const OptionTable<GanOptions> table = [] {
    OptionTable<GanOptions> t("method gan");
    add_discern(t);
    t.add("prototypes", &GanOptions::prototypes, "N",
          "most clusters of normal records to measure against; at most one for eight records",
          range(2, 100'000));
    add_progressive(t);
    return t;
  }();
  return table;
}

std::span<const OptionSpec> gan_option_specs() {
  return gan_options().specs();
}

Gan::Gan(std::unique_ptr<const Discern> inner) : inner_(std::move(inner)), components_(inner_->components()) {
  for (Component& component : components_) {
    component.fused = component.name != "reconstruction" && component.name != "neighbours";
    if (component.name == "discriminator")
      component.meaning = "the discriminator's verdict: how far from normal, by distances to prototypes";
    if (component.name == "neighbours") component.meaning = "mean distance to the nearest prototypes";
  }
}

std::unique_ptr<Method> load_gan(const Archive& archive) {
  std::unique_ptr<Method> inner = load_discern(archive);
  return std::make_unique<Gan>(std::unique_ptr<const Discern>(static_cast<const Discern*>(inner.release())));
}

}  // namespace discern
