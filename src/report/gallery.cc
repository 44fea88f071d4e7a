#include "report/gallery.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/archive.h"
#include "data/cells.h"
#include "data/png_writer.h"
#include "data/resample.h"
#include "detector/picture_maps.h"
#include "detector/regions.h"
#include "report/overlay.h"

namespace discern {
namespace {

constexpr std::size_t kMostRegions = 3;
// Fewer colours make smaller files.
constexpr double kSteps = 4;  // of a decade

std::ptrdiff_t place_of(const std::vector<std::string>& columns, const char* name) {
  const auto found = std::find(columns.begin(), columns.end(), name);
  return found == columns.end() ? -1 : found - columns.begin();
}

std::string text_at(const Block& block, std::ptrdiff_t column, std::size_t row) {
  std::string buffer;
  return column < 0 ? "" : std::string(cell_text(block, std::size_t(column), row, buffer));
}

std::string heat_png(const std::vector<float>& evidence, const PictureSize& size) {
  std::vector<std::uint8_t> samples;
  for (const float value : evidence) {
    const double step = std::min(std::floor(double(value) * kSteps) / kSteps, kBrightest);
    const double opacity = evidence_opacity(step);
    const Colour colour = opacity > 0 ? evidence_colour(step) : Colour{};
    samples.insert(samples.end(), colour.begin(), colour.end());
    samples.push_back(std::uint8_t(std::lround(255 * opacity / kMostOpacity)));
  }
  return encode_png(samples, size.height, size.width, 4);
}

void count(std::map<std::string, GalleryGroup>& groups, const std::string& name, double score, bool alert) {
  if (name.empty()) return;
  const auto [found, fresh] = groups.try_emplace(name);
  GalleryGroup& group = found->second;
  ++group.pictures;
  group.alerts += alert;
  group.highest = fresh ? score : std::max(group.highest, score);
}

PictureSize reduced(const PictureSize& size, std::size_t longest) {
  const std::size_t longer = std::max(size.height, size.width);
  if (longer <= longest) return size;
  return {std::max<std::size_t>(1, size.height * longest / longer),
          std::max<std::size_t>(1, size.width * longest / longer)};
}

}  // namespace

std::size_t thumbnail_side(std::size_t cases) {
  return cases <= 50 ? 160 : cases <= 120 ? 96 : 64;
}

GalleryReader::GalleryReader(const Detector::State& state, std::vector<std::uint64_t> positions,
                             const std::vector<std::string>& columns)
    : state_(state),
      positions_(std::move(positions)),
      patient_(place_of(columns, "patient")),
      series_(place_of(columns, "series")),
      side_(thumbnail_side(positions_.size())) {
  gallery_.maps = bool(state.map_scale);
  if (state.method_name != "knn") return;
  Archive archive;
  state.method->save(archive);
  bank_.data = archive.floats("bank");
  bank_.cols = state.method->width();
  bank_.rows = bank_.data.size() / bank_.cols;
}

void GalleryReader::add(const Block& block, const Matrix& features, std::uint64_t first,
                        std::span<const double> scores, std::span<const char> alerts) {
  for (std::size_t row = 0; row < block.size; ++row) {
    const std::string patient = text_at(block, patient_, row), series = text_at(block, series_, row);
    count(gallery_.patients, patient, scores[row], alerts[row]);
    count(gallery_.series, series, scores[row], alerts[row]);
    if (!std::binary_search(positions_.begin(), positions_.end(), first + row)) continue;
    for (const auto& column : block.columns) {
      const auto* const pictures = std::get_if<PictureColumn>(&column);
      if (!pictures) continue;
      GalleryCase own = make((*pictures)[row], features.row(row));
      own.patient = patient;
      own.series = series;
      gallery_.made |= !own.made.empty();
      gallery_.nearest |= !own.nearest.empty();
      gallery_.cases[first + row] = std::move(own);
    }
  }
}

GalleryCase GalleryReader::make(const Picture& picture, const float* x) const {
  GalleryCase out;
  const PictureSize size{picture.height, picture.width}, small = reduced(size, side_);
  Picture thumb = picture;
  thumb.pixels = picture.channels == 3 ? luma(picture) : picture.pixels;
  thumb.channels = 1;
  if (small.height != size.height || small.width != size.width)
    thumb.pixels = resample(thumb.pixels.data(), size.height, size.width, small.height, small.width);
  out.scan = encode_png(grey_of(thumb, state_.preparation.schema().columns[0]), small.height, small.width, 1);
  if (state_.map_scale) {
    out.heat = heat_png(evidence_map(state_, x, small), small);
    out.regions = picture_reasons(state_, x, size, kRegionRate, kMostRegions);
  }
  std::vector<float> made(state_.method->width());
  state_.method->reference(x, 1, made.data());
  if (!std::equal(made.begin(), made.end(), x)) out.made = thumbnail(made.data());
  if (bank_.rows > 0) out.nearest = nearest(x);
  return out;
}

std::string GalleryReader::nearest(const float* x) const {
  double least = std::numeric_limits<double>::infinity();
  std::size_t best = 0;
  for (std::size_t i = 0; i < bank_.rows; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < bank_.cols && sum < least; ++j) {
      const double difference = double(bank_.row(i)[j]) - double(x[j]);
      sum += difference * difference;
    }
    if (sum < least) least = sum, best = i;
  }
  return thumbnail(bank_.row(best));
}

// Of a prepared picture: 0 black, 1 white.
std::string GalleryReader::thumbnail(const float* features) const {
  const PictureShape shape = state_.preparation.schema().picture();
  const PictureSize size{shape.height, shape.width}, small = reduced(size, side_);
  Picture picture;
  picture.height = shape.height;
  picture.width = shape.width;
  picture.channels = shape.channels;
  picture.pixels.assign(features, features + shape.size());
  std::vector<float> plane = shape.channels == 3 ? luma(picture) : picture.pixels;
  if (small.height != size.height || small.width != size.width)
    plane = resample(plane.data(), size.height, size.width, small.height, small.width);
  std::vector<std::uint8_t> grey;
  for (std::size_t i = 0; i < small.height * small.width; ++i)
    grey.push_back(std::uint8_t(std::lround(255 * std::clamp(double(plane[i]), 0.0, 1.0))));
  return encode_png(grey, small.height, small.width, 1);
}

}  // namespace discern
