#include "methods/knn.h"

#include <algorithm>

#include "methods/neighbours.h"
#include "methods/rows.h"

namespace discern {
namespace {

const OptionTable<KnnOptions>& knn_options() {
  static const auto table =
      OptionTable<KnnOptions>("method knn")
          .add("k", &KnnOptions::k, "N", "neighbours to measure", range(1, kMostNeighbours))
          .add("bank", &KnnOptions::bank, "N", "most normal records to keep", range(1, kMostBankRows))
          .add("bank-by", &KnnOptions::bank_by, "CHOICE",
               "which records to keep of more: drawn at random, or those that cover the others (greedy "
               "k-centre)",
               one_of({"random", "cover"}));
  return table;
}

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
  std::size_t k_;
  Bank bank_;
};

void Knn::score(const float* x, std::size_t n, float* out) const {
  for_neighbours(bank_, k_, x, n, [&](std::size_t row, const std::uint32_t*, const double* distance) {
    double sum = 0;
    for (std::size_t i = 0; i < k_; ++i) sum += distance[i];
    out[row] = bounded(sum / double(k_));
  });
}

void Knn::reference(const float* x, std::size_t n, float* out) const {
  mean_neighbours(bank_, k_, x, n, out);
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
  const auto choose = options.bank_by == "cover" ? covering_bank : draw_bank;
  return std::make_unique<Knn>(choose(normal, std::size_t(options.bank), seed, "knn bank"),
                               std::size_t(options.k));
}

std::unique_ptr<Method> learn_knn(const Matrix& normal, const std::map<std::string, std::string>& settings,
                                  std::uint64_t seed, Json& resolved) {
  const KnnOptions options = knn_options().from(settings);
  resolved = knn_options().save(options);
  return learn_knn(normal, options, seed);
}

std::unique_ptr<Method> load_knn(const Archive& archive) {
  return std::make_unique<Knn>(load_rows(archive, "bank"), load_k(archive));
}

}  // namespace discern
