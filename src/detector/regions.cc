#include "detector/regions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"

namespace discern {
namespace {

// Which third of a side a place is in: 0, 1 or 2.
std::size_t third(double at, std::size_t side) {
  return std::min<std::size_t>(2, std::size_t(3 * (at + 0.5) / double(side)));
}

// Two significant digits, for a count that is known no better.
double rounded(double value) {
  const double unit = std::pow(10, std::floor(std::log10(value)) - 1);
  return std::max(1.0, std::round(value / unit) * unit);
}

}  // namespace

Components connected(const std::vector<char>& on, std::size_t height, std::size_t width) {
  Components out{std::vector<std::size_t>(on.size()), {}};
  std::vector<std::size_t> open;
  for (std::size_t start = 0; start < on.size(); ++start) {
    if (!on[start] || out.of[start]) continue;
    const std::size_t component = out.sizes.size() + 1;
    out.sizes.push_back(0);
    out.of[start] = component;
    open.push_back(start);
    while (!open.empty()) {
      const std::size_t at = open.back(), y = at / width, x = at % width;
      open.pop_back();
      ++out.sizes.back();
      for (std::size_t v = y ? y - 1 : 0; v <= std::min(y + 1, height - 1); ++v)
        for (std::size_t u = x ? x - 1 : 0; u <= std::min(x + 1, width - 1); ++u)
          if (const std::size_t next = v * width + u; on[next] && !out.of[next]) {
            out.of[next] = component;
            open.push_back(next);
          }
    }
  }
  return out;
}

std::vector<EvidenceRegion> find_regions(const std::vector<float>& evidence, std::size_t height,
                                         std::size_t width, double rate) {
  const double least = -std::log10(rate);
  std::vector<char> on(evidence.size());
  for (std::size_t i = 0; i < on.size(); ++i) on[i] = double(evidence[i]) >= least;
  const Components components = connected(on, height, width);
  struct Extent {
    std::size_t bottom = 0, right = 0;
    double peak = 0;
  };
  std::vector<EvidenceRegion> out(components.sizes.size());
  std::vector<Extent> extents(out.size());
  double sum = 0;
  for (EvidenceRegion& own : out) own.region.top = own.region.left = evidence.size();
  for (std::size_t i = 0; i < evidence.size(); ++i) {
    if (!components.of[i]) continue;
    const std::size_t y = i / width, x = i % width;
    Region& region = out[components.of[i] - 1].region;
    Extent& extent = extents[components.of[i] - 1];
    region.top = std::min(region.top, y);
    region.left = std::min(region.left, x);
    region.row += double(y);
    region.column += double(x);
    ++region.pixels;
    extent.bottom = std::max(extent.bottom, y);
    extent.right = std::max(extent.right, x);
    extent.peak = std::max(extent.peak, double(evidence[i]));
    out[components.of[i] - 1].share += double(evidence[i]);
    sum += double(evidence[i]);
  }
  for (std::size_t k = 0; k < out.size(); ++k) {
    Region& region = out[k].region;
    region.height = extents[k].bottom - region.top + 1;
    region.width = extents[k].right - region.left + 1;
    region.row /= double(region.pixels);
    region.column /= double(region.pixels);
    region.peak = std::pow(10, -extents[k].peak);
    out[k].share /= sum;
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.share > b.share; });
  return out;
}

std::string place_of(const Region& region, std::size_t height, std::size_t width) {
  static constexpr std::array<const char*, 3> kRows = {"upper", "middle", "lower"},
                                              kColumns = {"left", "centre", "right"};
  const std::size_t row = third(region.row, height), column = third(region.column, width);
  if (row == 1 && column == 1) return "centre";
  return fmt::format("{} {}", kRows[row], kColumns[column]);
}

std::string region_text(const EvidenceRegion& own, std::size_t height, std::size_t width) {
  const Region& region = own.region;
  return fmt::format("{}: {} x {} pixels, {:.0f} % of the evidence, peak 1 in {} normal pixels",
                     place_of(region, height, width), region.width, region.height, 100 * own.share,
                     readable(rounded(1 / region.peak)));
}

}  // namespace discern
