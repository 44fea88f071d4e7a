// The strangest pictures themselves, for a report's gallery.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "detector/state.h"

namespace discern {

// Pictures are PNG files, not larger than thumbnails need to be; empty where there is none.
struct GalleryCase {
  std::string scan;  // in grey
  std::string heat;  // colours of the map, of the same size, see-through where nothing is rare
  std::string made;  // what the method holds it against: G(E(x)), the projection, the mean of its neighbours
  std::string nearest;  // the normal picture of training that is nearest, of a method that keeps them
  std::vector<Reason> regions;
  std::string patient, series;
};

struct GalleryGroup {
  std::size_t pictures = 0, alerts = 0;
  double highest = 0;  // score
};

struct Gallery {
  std::map<std::uint64_t, GalleryCase> cases;            // by position
  std::map<std::string, GalleryGroup> patients, series;  // of all records; empty without such columns
  bool maps = false, made = false, nearest = false;      // what the method can show
};

// The report's view that shows it.
inline constexpr const char* kScanView = "scan";

// The longest side of a thumbnail in a gallery of so many cases, so that 500 of them stay under 8 MB.
std::size_t thumbnail_side(std::size_t cases);

// Gathers a gallery while the records go by.
class GalleryReader {
 public:
  // positions: of the cases, ascending. columns: of the records. Pictures alone make a gallery.
  GalleryReader(const Detector::State& state, std::vector<std::uint64_t> positions,
                const std::vector<std::string>& columns);
  // The next block, its features, scores and alerts; first: position of its first record.
  void add(const Block& block, const Matrix& features, std::uint64_t first, std::span<const double> scores,
           std::span<const char> alerts);
  Gallery take() { return std::move(gallery_); }

 private:
  GalleryCase make(const Picture& picture, const float* x) const;
  std::string nearest(const float* x) const;
  std::string thumbnail(const float* features) const;

  const Detector::State& state_;
  std::vector<std::uint64_t> positions_;
  std::ptrdiff_t patient_ = -1, series_ = -1;
  std::size_t side_;
  Matrix bank_;  // pictures that the method keeps
  Gallery gallery_;
};

}  // namespace discern
