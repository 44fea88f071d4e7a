#include "methods/iforest.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "base/random.h"
#include "methods/forest.h"
#include "methods/rows.h"

namespace discern {
namespace {

const OptionTable<IforestOptions>& iforest_options() {
  static const auto table = OptionTable<IforestOptions>("method iforest")
                                .add("trees", &IforestOptions::trees, "N", "trees to grow", range(1, 1000))
                                .add("records", &IforestOptions::records, "N",
                                     "normal records a tree, drawn at random", range(2, 65536));
  return table;
}

// Grows the trees of a forest, level by level.
class Grower {
 public:
  Grower(const Matrix& normal, std::size_t records, std::uint64_t seed)
      : normal_(normal), random_(seed, "iforest"), rows_(normal.rows), features_(normal.cols) {
    std::iota(rows_.begin(), rows_.end(), 0u);
    std::iota(features_.begin(), features_.end(), 0u);
    forest_.width = normal.cols;
    forest_.records = std::min(records, normal.rows);
  }

  void grow() {
    draw(rows_, forest_.records);
    std::vector<Branch> branches = {{rows_.begin(), rows_.begin() + std::ptrdiff_t(forest_.records), 0}};
    for (std::size_t i = 0; i < branches.size(); ++i) {
      const Branch branch = branches[i];
      Split split;
      if (branch.depth < height_limit(forest_.records) && find_split(branch, split)) {
        put(float(split.feature), split.value);
        // Stable: the order of rows decides the next draw and must not be the library's.
        const auto middle = std::stable_partition(branch.begin, branch.end, [&](std::uint32_t row) {
          return normal_.row(row)[split.feature] < split.value;
        });
        branches.push_back({branch.begin, middle, branch.depth + 1});
        branches.push_back({middle, branch.end, branch.depth + 1});
      } else {
        put(-1, float(branch.end - branch.begin));
      }
    }
  }

  StoredForest take() { return std::move(forest_); }

 private:
  using Rows = std::vector<std::uint32_t>;
  struct Branch {
    Rows::iterator begin, end;
    std::size_t depth;
  };
  struct Split {
    std::uint32_t feature = 0;
    float value = 0;
  };

  // The first `count` become a random choice of all.
  void draw(Rows& from, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) std::swap(from[i], from[i + random_.below(from.size() - i)]);
  }

  // False if all its records are alike.
  bool find_split(const Branch& branch, Split& split) {
    for (std::size_t tried = 0; tried < features_.size(); ++tried) {
      std::swap(features_[tried], features_[tried + random_.below(features_.size() - tried)]);
      split.feature = features_[tried];
      const auto value = [&](std::uint32_t row) { return normal_.row(row)[split.feature]; };
      float least = value(*branch.begin), most = least;
      for (auto row = branch.begin; row != branch.end; ++row) {
        least = std::min(least, value(*row));
        most = std::max(most, value(*row));
      }
      if (!(least < most)) continue;
      const double between = double(least) + random_.uniform() * (double(most) - double(least));
      // Above the least, so that neither branch is empty.
      split.value = std::max(float(between), std::nextafter(least, most));
      return true;
    }
    return false;
  }

  void put(float feature, float value) {
    forest_.feature.push_back(feature);
    forest_.value.push_back(value);
  }

  const Matrix& normal_;
  Random random_;
  Rows rows_, features_;
  StoredForest forest_;
};

// [width]: a value that occurs, the lower one of the two in the middle.
std::vector<float> column_medians(const Matrix& rows) {
  std::vector<float> medians(rows.cols), values(rows.rows);
  const auto middle = values.begin() + std::ptrdiff_t((rows.rows - 1) / 2);
  for (std::size_t j = 0; j < rows.cols; ++j) {
    for (std::size_t i = 0; i < rows.rows; ++i) values[i] = rows.row(i)[j];
    std::nth_element(values.begin(), middle, values.end());
    medians[j] = *middle;
  }
  return medians;
}

class Iforest : public Method {
 public:
  Iforest(Forest forest, std::vector<float> medians)
      : forest_(std::move(forest)),
        medians_(std::move(medians)),
        usual_path_(expected_path(forest_.records())) {}

  std::size_t width() const override { return forest_.width(); }
  const std::vector<Component>& components() const override {
    static const std::vector<Component> list = {
        {"isolation", "how early random splits set the record apart from normal ones, 0 to 1"}};
    return list;
  }
  void score(const float* x, std::size_t n, float* out) const override {
    thread_local std::vector<double> paths;
    paths.resize(std::max(paths.size(), n));
    forest_.mean_path(x, n, paths.data());
    // Of a single record nothing can be set apart.
    for (std::size_t i = 0; i < n; ++i)
      out[i] = usual_path_ > 0 ? bounded(std::exp2(-paths[i] / usual_path_)) : 0.5f;
  }
  void reference(const float*, std::size_t n, float* out) const override {
    for (std::size_t i = 0; i < n; ++i) std::copy(medians_.begin(), medians_.end(), out + i * width());
  }
  void save(Archive& archive) const override {
    forest_.save(archive);
    archive.put("medians", {medians_.size()}, medians_);
  }

 private:
  Forest forest_;
  std::vector<float> medians_;
  double usual_path_;
};

}  // namespace

std::span<const OptionSpec> iforest_option_specs() {
  return iforest_options().specs();
}

std::unique_ptr<Method> learn_iforest(const Matrix& normal, const IforestOptions& options,
                                      std::uint64_t seed) {
  require_rows(normal);
  Grower grower(normal, std::size_t(options.records), seed);
  for (std::int64_t tree = 0; tree < options.trees; ++tree) grower.grow();
  return std::make_unique<Iforest>(Forest(grower.take()), column_medians(normal));
}

std::unique_ptr<Method> learn_iforest(const Matrix& normal,
                                      const std::map<std::string, std::string>& settings, std::uint64_t seed,
                                      Json& resolved) {
  const IforestOptions options = iforest_options().from(settings);
  resolved = iforest_options().save(options);
  return learn_iforest(normal, options, seed);
}

std::unique_ptr<Method> load_iforest(const Archive& archive) {
  std::vector<float> medians = archive.floats("medians");
  if (medians.empty()) fail(Fault::model, "model file: tensor \"medians\" is empty; train the model again");
  Forest forest = Forest::load(archive, medians.size());
  return std::make_unique<Iforest>(std::move(forest), std::move(medians));
}

}  // namespace discern
