#include "detector/fidelity.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/distances.h"

namespace discern {
namespace {

// [rows]: distance to the k-th nearest other row.
std::vector<double> radii_of(const Matrix& rows, std::size_t k) {
  const Bank bank(rows);
  // A record finds itself, or an equal one before it, first.
  std::vector<std::uint32_t> index(bank.size() * (k + 1));
  std::vector<double> distance(index.size()), out;
  bank.nearest(bank.rows().data.data(), bank.size(), k + 1, index.data(), distance.data());
  for (std::size_t i = 0; i < bank.size(); ++i) out.push_back(distance[i * (k + 1) + k]);
  return out;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// What falls into the balls around rows.
struct Caught {
  std::size_t inside = 0;  // records that are in one ball or more
  std::size_t pairs = 0;   // of a record and a ball it is in
  std::size_t filled = 0;  // balls with a record or more
};

Caught catch_in_balls(const Matrix& rows, const std::vector<double>& radii, const Matrix& records) {
  std::vector<char> filled(rows.rows);
  Caught out;
  for (std::size_t i = 0; i < records.rows; ++i) {
    std::size_t balls = 0;
    for (std::size_t j = 0; j < rows.rows; ++j)
      if (std::sqrt(squared_distance(records.row(i), rows.row(j), rows.cols)) <= radii[j])
        ++balls, filled[j] = 1;
    out.pairs += balls;
    out.inside += balls > 0;
  }
  out.filled = std::size_t(std::count(filled.begin(), filled.end(), 1));
  return out;
}

}  // namespace

Fidelity fidelity(const Matrix& real, const Matrix& made, std::size_t k) {
  const std::vector<double> real_radii = radii_of(real, k), made_radii = radii_of(made, k);
  const Caught made_caught = catch_in_balls(real, real_radii, made);
  const Caught real_caught = catch_in_balls(made, made_radii, real);
  const double usual = median(real_radii);
  return {double(made_caught.inside) / double(made.rows), double(real_caught.inside) / double(real.rows),
          double(made_caught.pairs) / double(k * made.rows), double(made_caught.filled) / double(real.rows),
          usual > 0 ? median(made_radii) / usual : 1};
}

}  // namespace discern
