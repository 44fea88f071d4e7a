#include "methods/fence_gan.h"

namespace discern {
namespace {

OptionTable<FenceGanOptions> make_options() {
  using O = FenceGanOptions;
  OptionTable<O> table("method fence_gan");
  add_adversarial(table, /*with_objective=*/false);
  table
      .add("alpha", &O::alpha, "P",
           "probability of being normal that made records aim for: where the fence is", range(0, 1))
      .add("beta", &O::beta, "X", "weight of the made records' spread in the generator's loss", range(0, 1e6))
      .add("gamma", &O::gamma, "X", "weight of made records in the critic's loss; normal ones have 1",
           range(0, 1e6))
      .add("pretrain-steps", &O::pretrain_steps, "N",
           "critic steps before the generator's first; 0: 15 times all records, at most a quarter of the "
           "steps",
           range(0, 1e7));
  return table;
}

}  // namespace

const OptionTable<FenceGanOptions>& fence_gan_options() {
  static const OptionTable<FenceGanOptions> table = make_options();
  return table;
}

std::span<const OptionSpec> fence_gan_option_specs() {
  return fence_gan_options().specs();
}

}  // namespace discern
