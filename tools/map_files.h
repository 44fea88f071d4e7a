// score --maps: a heat map of each picture that has reasons, as files.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "data/nifti_writer.h"
#include "detector/stream.h"

namespace discern {

// "scan-7.png#3" for the key or path "ward/scan-7.png#3", every character that is no letter, digit, '.', '-'
// or '_' as '_', at most 100 bytes: what file names of any system may hold.
std::string file_name_of(const std::string& key);

// write() may be called from any number of threads.
class MapFiles {
 public:
  // Makes the folder, and in it legend.svg. Error(usage) if the detector makes no maps, Error(io) for what
  // cannot be written.
  // axis: along which volumes are cut.
  MapFiles(const std::string& folder, const Detector::State& state, SliceAxis axis);

  // Of each picture with reasons NUMBER_KEY.png, the overlay, and NUMBER_KEY.npz, the evidence as the float32
  // array "map", both of the picture's own size. Of each NIfTI file whose slices were all scored
  // NUMBER_FILE.nii.gz, the evidence of all of them where its voxels are.
  void write(const Detector::State& state, const ScoredTable& scored);

 private:
  // Of a slice of a NIfTI file, which is of record `number`; nothing for other files.
  void place(const std::string& file, std::uint64_t number, const std::vector<float>& evidence);

  std::string folder_;
  SliceAxis axis_;
  std::mutex mutex_;
  std::map<std::string, NiftiVolumes> volumes_;  // by path: those with slices to come
};

}  // namespace discern
