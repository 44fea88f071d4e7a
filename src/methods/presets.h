// Settings of the papers of GAN methods for the data sets they report, as an option of each method.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

namespace discern {

struct Preset {
  std::string name;                             // "kdd"
  std::map<std::string, std::string> settings;  // option -> text
};

// What --preset takes: "none", "kdd" (KDD Cup 1999, 10 %) and "arrhythmia" (UCI).
std::vector<std::string> preset_names();

// settings, and those of `others` that are not given.
std::map<std::string, std::string> with_others(std::map<std::string, std::string> settings,
                                               const std::map<std::string, std::string>& others);

// settings, and those of the preset that settings["preset"] names where they are not given. A method without
// settings for it gets none.
std::map<std::string, std::string> with_preset(std::map<std::string, std::string> settings,
                                               std::span<const Preset> presets);

// "kdd" and "arrhythmia": latent, batch and rates of Zenati et al. 2018 (ALAD) in networks of the nearest
// width and depth and without dropout, with the averaging `ema`. The steps are ours; the sources name none.
std::vector<Preset> bigan_presets(const std::string& ema);

}  // namespace discern
