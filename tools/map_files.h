// score --maps: a heat map of each picture that has reasons, as files.
#pragma once

#include <string>
#include <vector>

#include "detector/stream.h"

namespace discern {

// "scan-7.png#3" for the key or path "ward/scan-7.png#3", every character that is no letter, digit, '.', '-'
// or '_' as '_', at most 100 bytes: what file names of any system may hold.
std::string file_name_of(const std::string& key);

// Const members may be called from any number of threads.
class MapFiles {
 public:
  // Makes the folder, and in it legend.svg. Error(usage) if the detector makes no maps, Error(io) for what
  // cannot be written.
  MapFiles(const std::string& folder, const Detector::State& state);

  // Of each picture with reasons NUMBER_KEY.png, the overlay, and NUMBER_KEY.npz, the evidence as the float32
  // array "map", both of the picture's own size.
  void write(const Detector::State& state, const ScoredTable& scored) const;

 private:
  std::string folder_;
};

}  // namespace discern
