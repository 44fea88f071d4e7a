#include "methods/presets.h"

namespace discern {

std::vector<std::string> preset_names() {
  return {"none", "kdd", "arrhythmia"};
}

std::map<std::string, std::string> with_preset(std::map<std::string, std::string> settings,
                                               std::span<const Preset> presets) {
  const auto wanted = settings.find("preset");
  if (wanted == settings.end()) return settings;
  for (const Preset& preset : presets)
    if (preset.name == wanted->second) settings.insert(preset.settings.begin(), preset.settings.end());
  return settings;
}

}  // namespace discern
