#include "detector/picture_maps.h"

#include "base/fail.h"
#include "base/text.h"
#include "data/resample.h"
#include "detector/regions.h"

namespace discern {
namespace {

// A smaller share is no reason; the first is given all the same.
constexpr double kLeastShare = 0.01;

}  // namespace

void check_maps(const Detector::State& state) {
  if (!state.preparation.schema().picture())
    fail(Fault::usage, "maps: the model was trained on tables; expected one of pictures");
  if (!state.map_scale)
    fail(Fault::usage,
         "maps: the model has no scale for them; train it again, with more pictures if they are few");
}

std::vector<float> evidence_map(const Detector::State& state, const float* x, const PictureSize& size) {
  const PictureShape shape = state.preparation.schema().picture();
  std::vector<float> map(shape.pixels());
  raw_maps(*state.method, shape, x, 1, map.data());
  state.map_scale.apply(map.data(), map.data());
  if (size.height == shape.height && size.width == shape.width) return map;
  return resample(map.data(), shape.height, shape.width, size.height, size.width);
}

std::vector<Reason> picture_reasons(const Detector::State& state, const float* x, const PictureSize& size,
                                    double rate, std::size_t most) {
  const std::string& column = state.preparation.schema().columns[0].name;
  std::vector<Reason> out;
  for (const EvidenceRegion& own :
       find_regions(evidence_map(state, x, size), size.height, size.width, rate)) {
    if (out.size() == most || (!out.empty() && own.share < kLeastShare)) break;
    out.push_back({column, own.share, column + " " + region_text(own, size.height, size.width), own.region});
  }
  if (out.empty())
    out.push_back({column, 1,
                   fmt::format("{} as a whole: no pixel is among the {} % rarest of normal ones", column,
                               readable(100 * rate))});
  return out;
}

}  // namespace discern
