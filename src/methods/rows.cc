#include "methods/rows.h"

#include "base/fail.h"

namespace discern {

void require_rows(const Matrix& normal) {
  if (normal.rows == 0 || normal.cols == 0)
    fail(Fault::data,
         "normal records: {} records with {} features, expected at least one of each; give more records",
         normal.rows, normal.cols);
}

std::vector<float> column_means(const Matrix& rows) {
  std::vector<double> sums(rows.cols);
  for (std::size_t i = 0; i < rows.rows; ++i)
    for (std::size_t j = 0; j < rows.cols; ++j) sums[j] += double(rows.row(i)[j]);
  std::vector<float> means(rows.cols);
  for (std::size_t j = 0; j < rows.cols; ++j) means[j] = float(sums[j] / double(rows.rows));
  return means;
}

void save_rows(const Matrix& rows, Archive& archive, const std::string& name) {
  archive.put(name, {rows.rows, rows.cols}, rows.data);
}

Matrix load_rows(const Archive& archive, const std::string& name) {
  const std::vector<std::uint64_t>& shape = archive.tensor(name).shape;
  const std::vector<float>& values = archive.floats(name);
  // Divided, because a product of what a file says may overflow.
  const bool sound = shape.size() == 2 && shape[0] > 0 && shape[1] > 0 && values.size() % shape[1] == 0 &&
                     values.size() / shape[1] == shape[0];
  if (!sound)
    fail(Fault::model, "model file: tensor \"{}\" is not a table of numbers; train the model again", name);
  Matrix rows;
  rows.rows = shape[0];
  rows.cols = shape[1];
  rows.data = values;
  return rows;
}

}  // namespace discern
