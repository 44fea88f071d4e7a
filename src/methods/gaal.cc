#include "methods/gaal.h"

namespace discern {
namespace {

template <class T>
OptionTable<T> make_options(const char* owner) {
  using O = GaalOptions;
  OptionTable<T> table(owner);
  table
      .add("stop-epochs", &O::stop_epochs, "N",
           "times all records until the generators stop; 0: so many that they make 300 steps", range(0, 1e6))
      .add("alone-epochs", &O::alone_epochs, "N",
           "times all records that the discriminator then learns alone; 0: twice as many", range(0, 1e6))
      .add("batch", &O::batch, "N", "records a step, at most all", range(1, 65536))
      .add("width", &O::width, "N",
           "units of the discriminator's hidden layer; 0: the root of the number of records", range(0, 4096))
      .add("critic-rate", &O::critic_rate, "X", "learning rate of the discriminator", range(1e-8, 1))
      .add("generator-rate", &O::generator_rate, "X", "learning rate of the generators", range(1e-8, 1))
      .add("beta1", &O::beta1, "X", "Adam's decay of the mean gradient", range(0, 0.999999))
      .add("beta2", &O::beta2, "X", "Adam's decay of the mean square gradient", range(0, 0.999999))
      .add("ema", &O::ema, "X", "decay of the averaged weights that score; 0: the last weights",
           range(0, 0.999999));
  return table;
}

OptionTable<MoGaalOptions> make_mo_options() {
  OptionTable<MoGaalOptions> table = make_options<MoGaalOptions>("method mo_gaal");
  table.add("generators", &GaalOptions::generators, "K",
            "generators; number i aims for the i/K quantile of what the discriminator says of normal records",
            range(2, 100));
  return table;
}

}  // namespace

const OptionTable<GaalOptions>& so_gaal_options() {
  static const OptionTable<GaalOptions> table = make_options<GaalOptions>("method so_gaal");
  return table;
}

const OptionTable<MoGaalOptions>& mo_gaal_options() {
  static const OptionTable<MoGaalOptions> table = make_mo_options();
  return table;
}

std::span<const OptionSpec> so_gaal_option_specs() {
  return so_gaal_options().specs();
}

std::span<const OptionSpec> mo_gaal_option_specs() {
  return mo_gaal_options().specs();
}

}  // namespace discern
