// evaluate --masks: how well maps find what masks mark.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "discern/detector.h"

namespace discern {

struct PixelEvaluation {
  std::size_t pictures = 0, marked_pictures = 0, regions = 0;
  double auroc = 0, aupro = 0;
  double dice = 0;       // of all pixels of all pictures, found where the evidence is at least -log10 of rate
  double dice_mean = 0;  // the mean of the marked pictures' own
  double rate = 0;
  double found_unmarked = 0;  // share of the unmarked pixels that is found
};

// masks: pictures in an array, as many as records and in their order; or files of pictures (a folder) that
// are named as the records' files are ("7.png", or "7_mask.png" for "7.png"), in folders of the same name
// where they are in several; what is not 0 is marked, and a record without a file has nothing marked. Masks
// are as large as their pictures. Error(usage) if the detector makes no maps, Error(data) for masks that do
// not fit.
PixelEvaluation evaluate_pixels(const Detector& detector, const std::vector<std::string>& records,
                                const std::string& masks, double rate, const ReadOptions& reading);

Json as_json(const PixelEvaluation& evaluation);
void print(const PixelEvaluation& evaluation);

}  // namespace discern
