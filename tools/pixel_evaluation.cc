#include "tools/pixel_evaluation.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <unordered_map>

#include "base/fail.h"
#include "base/text.h"
#include "data/cells.h"
#include "detector/picture_maps.h"
#include "detector/regions.h"
#include "detector/stream.h"
#include "threshold/pixel_curves.h"

namespace discern {
namespace {

// Evidence and masks are held in memory.
constexpr std::size_t kMostPixels = std::size_t(1) << 28;

struct Mask {
  std::size_t height = 0, width = 0;
  std::vector<char> on;
};

// Where a column stands among those of pictures.
std::size_t place_of(const std::vector<std::string>& columns, const char* name, const std::string& input) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i] == name) return i;
  fail(Fault::data, "{}: holds no pictures; expected masks, or the pictures they belong to", input);
}

// "bright/7" of "test/bright/7.png" and of "masks/bright/7_mask.png"; numbers of an array keep theirs.
std::string identity_of(const std::string& file) {
  const std::filesystem::path path(file);
  std::string stem = path.stem().string();
  if (stem.ends_with("_mask")) stem.erase(stem.size() - 5);
  return path.parent_path().filename().string() + "/" + stem;
}

class Masks {
 public:
  Masks(const std::string& input, const ReadOptions& reading) : input_(input) {
    const auto source = open_source(input, reading);
    const std::size_t image = place_of(source->columns(), "image", input),
                      file = place_of(source->columns(), kFileColumn, input);
    std::string buffer;
    for (Block block; source->next(block);) {
      const auto& pictures = std::get<PictureColumn>(block.columns[image]);
      for (std::size_t row = 0; row < block.size; ++row) {
        const Picture& picture = pictures[row];
        Mask mask{picture.height, picture.width, std::vector<char>(picture.height * picture.width)};
        for (std::size_t i = 0; i < picture.pixels.size(); ++i)
          if (picture.pixels[i] != 0) mask.on[i % mask.on.size()] = 1;
        names_.emplace(identity_of(std::string(cell_text(block, file, row, buffer))), masks_.size());
        masks_.push_back(std::move(mask));
      }
    }
    by_name_ = std::filesystem::is_directory(input);
  }

  // Of the next record; null: nothing is marked.
  const Mask* next(const std::string& file) {
    const std::size_t at = seen_++;
    if (!by_name_) return at < masks_.size() ? &masks_[at] : nullptr;
    const auto found = names_.find(identity_of(file));
    if (found == names_.end()) return nullptr;
    ++used_;
    return &masks_[found->second];
  }

  void expect_all_used() const {
    if (by_name_ && used_ != masks_.size())
      fail(Fault::data,
           "--masks {}: {} of {} masks are named as pictures of the records are; expected all of them",
           input_, used_, masks_.size());
    if (!by_name_ && seen_ != masks_.size())
      fail(Fault::data, "--masks {}: {} masks of {} records; expected as many, in the same order", input_,
           masks_.size(), seen_);
  }

 private:
  std::string input_;
  std::vector<Mask> masks_;
  std::unordered_map<std::string, std::size_t> names_;
  bool by_name_ = false;
  std::size_t seen_ = 0, used_ = 0;
};

class Evaluating {
 public:
  explicit Evaluating(double rate) : least_(-std::log10(rate)) { out_.rate = rate; }

  void add(const std::vector<float>& evidence, const Mask& mask) {
    const Components regions = connected(mask.on, mask.height, mask.width);
    if (pixels_.size() + evidence.size() > kMostPixels)
      fail(Fault::data, "--masks: more than {} pixels; give fewer or smaller pictures", kMostPixels);
    Overlap own;
    for (std::size_t i = 0; i < evidence.size(); ++i) {
      const bool found = double(evidence[i]) >= least_;
      own.add(found, mask.on[i] != 0);
      pixels_.push_back({evidence[i], mask.on[i] ? std::uint32_t(out_.regions + regions.of[i]) : 0});
    }
    ++out_.pictures;
    out_.regions += regions.sizes.size();
    overlap_.add(own);
    if (own.marked == 0) return;
    ++out_.marked_pictures;
    dice_ += own.dice();
  }

  PixelEvaluation result() {
    out_.auroc = pixel_auroc(pixels_);
    out_.aupro = aupro(pixels_);
    out_.dice = overlap_.dice();
    out_.dice_mean = dice_ / double(out_.marked_pictures);
    out_.found_unmarked =
        double(overlap_.found - overlap_.both) / double(pixels_.size() - std::size_t(overlap_.marked));
    return out_;
  }

 private:
  double least_;
  PixelEvaluation out_;
  std::vector<MarkedPixel> pixels_;
  Overlap overlap_;
  double dice_ = 0;
};

}  // namespace

PixelEvaluation evaluate_pixels(const Detector& detector, const std::vector<std::string>& records,
                                const std::string& masks, double rate, const ReadOptions& reading) {
  const Detector::State& state = detector.state();
  check_maps(state);
  Masks all(masks, reading);
  const auto source = open_source(records, reading);
  const std::size_t file = place_of(source->columns(), kFileColumn, source->name());
  const TypedReader reader(state.preparation.schema(), source->columns(), kFileColumn, "", source->name());
  Evaluating evaluating(rate);
  std::string buffer;
  for (Block block; source->next(block);) {
    const Table table = reader.read(block);
    const PreparedTable prepared = prepare(state.preparation, table);
    for (std::size_t row = 0; row < table.rows; ++row) {
      const PictureSize& size = table.sizes[row];
      Mask none{size.height, size.width, {}};
      const Mask* mask = all.next(std::string(cell_text(block, file, row, buffer)));
      if (!mask) none.on.resize(size.height * size.width), mask = &none;
      if (mask->height != size.height || mask->width != size.width)
        fail(Fault::data,
             "--masks {}: a mask of {} x {} for the picture {} of {} x {}; expected the same size", masks,
             mask->width, mask->height, table.keys[row], size.width, size.height);
      evaluating.add(evidence_map(state, prepared.x.row(row), size), *mask);
    }
  }
  all.expect_all_used();
  return evaluating.result();
}

Json as_json(const PixelEvaluation& e) {
  return {{"pictures", e.pictures},
          {"marked_pictures", e.marked_pictures},
          {"regions", e.regions},
          {"auroc", e.auroc},
          {"aupro", e.aupro},
          {"dice", e.dice},
          {"dice_mean", e.dice_mean},
          {"map_rate", e.rate},
          {"false_alarm_rate", e.found_unmarked}};
}

void print(const PixelEvaluation& e) {
  fmt::print("\nPixels: {} masks mark {} regions in {} of the pictures\n", readable(double(e.pictures)),
             readable(double(e.regions)), readable(double(e.marked_pictures)));
  fmt::print("AUROC        {:.4f}\n", e.auroc);
  fmt::print("AUPRO        {:.4f}  per-region overlap, up to 30 % false pixels\n", e.aupro);
  fmt::print(
      "Dice         {:.4f}  at a map rate of {}; {:.4f} in the mean over marked pictures; {:.4f} of the "
      "unmarked pixels are found\n",
      e.dice, e.rate, e.dice_mean, e.found_unmarked);
}

}  // namespace discern
