#include "threshold/pixel_curves.h"

#include <algorithm>

#include "base/fail.h"

namespace discern {
namespace {

struct Counts {
  std::vector<std::uint64_t> regions;  // pixels of each
  std::uint64_t marked = 0, unmarked = 0;
};

Counts sort_and_count(std::vector<MarkedPixel>& pixels) {
  Counts out;
  for (const MarkedPixel& pixel : pixels) {
    if (pixel.region == 0) continue;
    ++out.marked;
    if (pixel.region > out.regions.size()) out.regions.resize(pixel.region);
    ++out.regions[pixel.region - 1];
  }
  out.unmarked = pixels.size() - out.marked;
  if (out.marked == 0 || out.unmarked == 0)
    fail(Fault::data, "the masks: {} marked and {} other pixels; expected some of each", out.marked,
         out.unmarked);
  std::sort(pixels.begin(), pixels.end(), [](const auto& a, const auto& b) { return a.value > b.value; });
  return out;
}

// step(false share, gain) for each distinct value, largest first: both as they are once its pixels are found.
template <class Gain, class Step>
void walk(const std::vector<MarkedPixel>& pixels, std::uint64_t unmarked, Gain gain, Step step) {
  std::uint64_t wrong = 0;
  double sum = 0;
  for (std::size_t i = 0; i < pixels.size();) {
    const float value = pixels[i].value;
    for (; i < pixels.size() && pixels[i].value == value; ++i) {
      if (pixels[i].region == 0)
        ++wrong;
      else
        sum += gain(pixels[i].region);
    }
    if (!step(double(wrong) / double(unmarked), sum)) return;
  }
}

// Of a curve from (0, 0) through the steps, by trapezoids, up to most.
template <class Gain>
double area(const std::vector<MarkedPixel>& pixels, std::uint64_t unmarked, double most, Gain gain) {
  double out = 0, last = 0, height = 0;
  walk(pixels, unmarked, gain, [&](double share, double now) {
    if (share > most) {
      const double end = height + (now - height) * (most - last) / (share - last);
      out += (most - last) * (height + end) / 2;
      return false;
    }
    out += (share - last) * (height + now) / 2;
    last = share;
    height = now;
    return true;
  });
  return out / most;
}

}  // namespace

double aupro(std::vector<MarkedPixel>& pixels, double most_false) {
  const Counts counts = sort_and_count(pixels);
  const double regions = double(counts.regions.size());
  return area(pixels, counts.unmarked, most_false,
              [&](std::uint32_t region) { return 1 / (regions * double(counts.regions[region - 1])); });
}

double pixel_auroc(std::vector<MarkedPixel>& pixels) {
  const Counts counts = sort_and_count(pixels);
  return area(pixels, counts.unmarked, 1, [&](std::uint32_t) { return 1 / double(counts.marked); });
}

void Overlap::add(bool is_found, bool is_marked) {
  both += is_found && is_marked;
  found += is_found;
  marked += is_marked;
}

void Overlap::add(const Overlap& other) {
  both += other.both;
  found += other.found;
  marked += other.marked;
}

double Overlap::dice() const {
  return found + marked == 0 ? 1 : 2 * double(both) / double(found + marked);
}

}  // namespace discern
