#include "methods/presets.h"

#include <utility>

namespace discern {

std::vector<std::string> preset_names() {
  return {"none", "kdd", "arrhythmia"};
}

std::map<std::string, std::string> with_others(std::map<std::string, std::string> settings,
                                               const std::map<std::string, std::string>& others) {
  settings.insert(others.begin(), others.end());
  return settings;
}

std::map<std::string, std::string> with_preset(std::map<std::string, std::string> settings,
                                               std::span<const Preset> presets) {
  const auto wanted = settings.find("preset");
  if (wanted == settings.end()) return settings;
  for (const Preset& preset : presets)
    if (preset.name == wanted->second) return with_others(std::move(settings), preset.settings);
  return settings;
}

std::vector<Preset> bigan_presets(const std::string& ema) {
  std::vector<Preset> presets = {{"kdd", {{"latent", "32"}, {"batch", "50"}, {"steps", "400000"}}},
                                 {"arrhythmia", {{"latent", "64"}, {"batch", "32"}, {"steps", "6000"}}}};
  for (Preset& preset : presets)
    preset.settings.insert({{"width", "128"},
                            {"layers", "2"},
                            {"critic-rate", "1e-5"},
                            {"generator-rate", "1e-5"},
                            {"beta1", "0.5"},
                            {"beta2", "0.999"},
                            {"r1", "0"},
                            {"r2", "0"},
                            {"ema", ema}});
  return presets;
}

}  // namespace discern
