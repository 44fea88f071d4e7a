#include "methods/knn.h"

#include <algorithm>

#include "base/fail.h"
#include "base/random.h"
#include "kernels/distances.h"
#include "methods/rows.h"

namespace discern {
namespace {

constexpr std::size_t kTile = 256;
constexpr std::int64_t kMostNeighbours = 1000;
constexpr std::int64_t kMostRows = 10'000'000;

const OptionTable<KnnOptions>& knn_options() {
  static const auto table =
      OptionTable<KnnOptions>("method knn")
          .add("k", &KnnOptions::k, "N", "neighbours to measure", range(1, kMostNeighbours))
          .add("bank", &KnnOptions::bank, "N", "most normal records to keep, drawn at random",
               range(1, kMostRows));
  return table;
}

struct Neighbours {
  std::vector<std::uint32_t> index;  // [kTile, k]
  std::vector<double> distance;
};

class Knn : public Method {
 public:
  Knn(Matrix rows, std::size_t k) : k_(std::min(k, rows.rows)), bank_(std::move(rows)) {}

  std::size_t width() const override { return bank_.width(); }
  const std::vector<Component>& components() const override {
    static const std::vector<Component> list = {
        {"neighbours", "mean distance to the nearest normal records"}};
    return list;
  }
  void score(const float* x, std::size_t n, float* out) const override;
  void reference(const float* x, std::size_t n, float* out) const override;
  void save(Archive& archive) const override;

 private:
  // Calls use(row, neighbours, place) for each row, its k neighbours standing from place on.
  template <class Use>
  void for_neighbours(const float* x, std::size_t n, Use use) const;

  std::size_t k_;
  Bank bank_;
};

template <class Use>
void Knn::for_neighbours(const float* x, std::size_t n, Use use) const {
  thread_local Neighbours found;
  found.index.resize(std::max(found.index.size(), kTile * k_));
  found.distance.resize(std::max(found.distance.size(), kTile * k_));
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t rows = std::min(kTile, n - start);
    bank_.nearest(x + start * width(), rows, k_, found.index.data(), found.distance.data());
    for (std::size_t i = 0; i < rows; ++i) use(start + i, found, i * k_);
  }
}

void Knn::score(const float* x, std::size_t n, float* out) const {
  for_neighbours(x, n, [&](std::size_t row, const Neighbours& found, std::size_t place) {
    double sum = 0;
    for (std::size_t i = 0; i < k_; ++i) sum += found.distance[place + i];
    out[row] = bounded(sum / double(k_));
  });
}

void Knn::reference(const float* x, std::size_t n, float* out) const {
  for_neighbours(x, n, [&](std::size_t row, const Neighbours& found, std::size_t place) {
    for (std::size_t j = 0; j < width(); ++j) {
      double sum = 0;
      for (std::size_t i = 0; i < k_; ++i) sum += double(bank_.rows().row(found.index[place + i])[j]);
      out[row * width() + j] = bounded(sum / double(k_));
    }
  });
}

void Knn::save(Archive& archive) const {
  archive.meta["k"] = k_;
  save_rows(bank_.rows(), archive, "bank");
}

}  // namespace

std::span<const OptionSpec> knn_option_specs() {
  return knn_options().specs();
}

std::unique_ptr<Method> learn_knn(const Matrix& normal, const KnnOptions& options, std::uint64_t seed) {
  require_rows(normal);
  // Shuffled even if all are kept: in records sorted by likeness the search would meet the nearest last.
  const auto order = Random(seed, "knn bank").permutation(std::uint32_t(normal.rows));
  Matrix kept(std::min(normal.rows, std::size_t(options.bank)), normal.cols);
  for (std::size_t i = 0; i < kept.rows; ++i) std::copy_n(normal.row(order[i]), normal.cols, kept.row(i));
  return std::make_unique<Knn>(std::move(kept), std::size_t(options.k));
}

std::unique_ptr<Method> learn_knn(const Matrix& normal, const std::map<std::string, std::string>& settings,
                                  std::uint64_t seed, Json& resolved) {
  const KnnOptions options = knn_options().from(settings);
  resolved = knn_options().save(options);
  return learn_knn(normal, options, seed);
}

std::unique_ptr<Method> load_knn(const Archive& archive) {
  const auto k = read_meta<std::int64_t>(archive.meta, "k");
  if (k < 1 || k > kMostNeighbours)
    fail(Fault::model, "model file: \"k\" is {}, expected 1 to {}; train the model again", k,
         kMostNeighbours);
  return std::make_unique<Knn>(load_rows(archive, "bank"), std::size_t(k));
}

}  // namespace discern
