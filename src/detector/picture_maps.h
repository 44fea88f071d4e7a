// Where a picture is strange, on the scale of its detector.
#pragma once

#include <vector>

#include "data/schema.h"
#include "detector/state.h"

namespace discern {

// Error(usage) if the detector makes no maps: it is of tables, or of before there was a scale.
void check_maps(const Detector::State& state);

// x, the features of one picture -> [height, width], the size of the picture as it came: MapScale's evidence.
// Only of detectors that check_maps() lets pass.
std::vector<float> evidence_map(const Detector::State& state, const float* x, const PictureSize& size);

// The picture's regions as reasons, largest share first, at most `most`; none over the rate are one reason
// that says so.
std::vector<Reason> picture_reasons(const Detector::State& state, const float* x, const PictureSize& size,
                                    double rate, std::size_t most);

}  // namespace discern
