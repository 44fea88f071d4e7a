#include "methods/lof.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "methods/neighbours.h"
#include "methods/rows.h"

namespace discern {
namespace {

// Added to a mean distance, so that records which repeat each other have a density; scikit-learn adds as
// much.
constexpr double kLeastDistance = 1e-10;

const OptionTable<LofOptions>& lof_options() {
  static const auto table =
      OptionTable<LofOptions>("method lof")
          .add("k", &LofOptions::k, "N", "neighbours that make a neighbourhood", range(1, kMostNeighbours))
          .add("bank", &LofOptions::bank, "N", "most normal records to keep, drawn at random",
               range(1, kMostBankRows));
  return table;
}

// What is known of each kept record, by its row.
struct Neighbourhoods {
  std::vector<double> k_distance;  // to its k-th nearest other record
  std::vector<double> density;     // local reachability density
};

// Mean reachability distance: a neighbour is never nearer than its own k-th neighbour is to it.
double reachability(const std::vector<double>& k_distance, std::size_t k, const std::uint32_t* index,
                    const double* distance) {
  double sum = 0;
  for (std::size_t i = 0; i < k; ++i) sum += std::max(distance[i], k_distance[index[i]]);
  return sum / double(k) + kLeastDistance;
}

// The k nearest other rows of each row, row after row.
struct OtherRows {
  std::vector<std::uint32_t> index;
  std::vector<double> distance;
};

OtherRows other_rows(const Bank& bank, std::size_t k) {
  OtherRows out;
  out.index.reserve(bank.size() * k);
  out.distance.reserve(bank.size() * k);
  for_neighbours(bank, k + 1, bank.rows().data.data(), bank.size(),
                 [&](std::size_t row, const std::uint32_t* index, const double* distance) {
                   // Absent if k + 1 earlier rows repeat it; then the one left out is as good.
                   const std::size_t self = std::size_t(std::find(index, index + k, row) - index);
                   for (std::size_t i = 0; i <= k; ++i) {
                     if (i == self) continue;
                     out.index.push_back(index[i]);
                     out.distance.push_back(distance[i]);
                   }
                 });
  return out;
}

Neighbourhoods neighbourhoods(const Bank& bank, std::size_t k) {
  const std::size_t n = bank.size();
  if (n == 1) return {{0.0}, {1 / kLeastDistance}};
  const OtherRows others = other_rows(bank, k);
  Neighbourhoods out;
  for (std::size_t row = 0; row < n; ++row) out.k_distance.push_back(others.distance[row * k + k - 1]);
  for (std::size_t row = 0; row < n; ++row)
    out.density.push_back(1 /
                          reachability(out.k_distance, k, &others.index[row * k], &others.distance[row * k]));
  return out;
}

class Lof : public Method {
 public:
  Lof(Bank bank, std::size_t k, Neighbourhoods known)
      : k_(k), bank_(std::move(bank)), known_(std::move(known)) {}

  std::size_t width() const override { return bank_.width(); }
  const std::vector<Component>& components() const override {
    static const std::vector<Component> list = {
        {"outlier_factor", "how many times denser the nearest normal records lie than the record does"}};
    return list;
  }
  void score(const float* x, std::size_t n, float* out) const override;
  void reference(const float* x, std::size_t n, float* out) const override;
  void save(Archive& archive) const override;

 private:
  std::size_t k_;
  Bank bank_;
  Neighbourhoods known_;
};

void Lof::score(const float* x, std::size_t n, float* out) const {
  for_neighbours(bank_, k_, x, n, [&](std::size_t row, const std::uint32_t* index, const double* distance) {
    double density = 0;
    for (std::size_t i = 0; i < k_; ++i) density += known_.density[index[i]];
    out[row] = bounded(density / double(k_) * reachability(known_.k_distance, k_, index, distance));
  });
}

void Lof::reference(const float* x, std::size_t n, float* out) const {
  mean_neighbours(bank_, k_, x, n, out);
}

void Lof::save(Archive& archive) const {
  archive.meta["k"] = k_;
  save_rows(bank_.rows(), archive, "bank");
  archive.put("k_distance", {bank_.size()}, known_.k_distance);
  archive.put("density", {bank_.size()}, known_.density);
}

}  // namespace

std::span<const OptionSpec> lof_option_specs() {
  return lof_options().specs();
}

std::unique_ptr<Method> learn_lof(const Matrix& normal, const LofOptions& options, std::uint64_t seed) {
  require_rows(normal);
  Bank bank(draw_bank(normal, std::size_t(options.bank), seed, "lof bank"));
  const std::size_t k = std::min(std::size_t(options.k), std::max<std::size_t>(1, bank.size() - 1));
  Neighbourhoods known = neighbourhoods(bank, k);
  return std::make_unique<Lof>(std::move(bank), k, std::move(known));
}

std::unique_ptr<Method> learn_lof(const Matrix& normal, const std::map<std::string, std::string>& settings,
                                  std::uint64_t seed, Json& resolved) {
  const LofOptions options = lof_options().from(settings);
  resolved = lof_options().save(options);
  return learn_lof(normal, options, seed);
}

std::unique_ptr<Method> load_lof(const Archive& archive) {
  const std::size_t k = load_k(archive);
  Bank bank(load_rows(archive, "bank"));
  if (k > bank.size())
    fail(Fault::model, "model file: \"k\" is {}, but only {} records are kept; train the model again", k,
         bank.size());
  Neighbourhoods known{archive.doubles("k_distance", bank.size()), archive.doubles("density", bank.size())};
  const auto negative = [](double v) { return v < 0; };
  if (std::any_of(known.k_distance.begin(), known.k_distance.end(), negative) ||
      std::any_of(known.density.begin(), known.density.end(), negative))
    fail(Fault::model, "model file: a distance or density is negative; train the model again");
  return std::make_unique<Lof>(std::move(bank), k, std::move(known));
}

}  // namespace discern
