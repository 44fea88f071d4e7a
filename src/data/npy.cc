#include "base/fail.h"
#include "data/array_pictures.h"
#include "data/column_names.h"
#include "data/npy_array.h"
#include "data/sources.h"

namespace discern {
namespace {

class NpySource final : public NumberSource {
 public:
  NpySource(const Input& input, NpyArray array, const ReadOptions& options)
      : NumberSource(input.path, numbered_columns(array.layout().columns), array.layout().rows, options),
        array_(std::move(array)) {}

 private:
  void fill(std::size_t first, std::size_t count, const std::vector<double*>& out) override {
    array_.fill(first, count, out.data());
  }
  void finish() override { array_.finish(); }

  NpyArray array_;
};

}  // namespace

std::unique_ptr<Source> open_npy(const Input& input, const ReadOptions& options) {
  NpyArray array(input.path);
  check_column_count(shown_path(input.path), array.layout().columns);
  return std::make_unique<NpySource>(input, std::move(array), options);
}

std::unique_ptr<PictureFile> open_npy_pictures(const Input& input, const ReadOptions&) {
  const NpyArray array(input.path);
  return open_array_pictures({input.path, array.numbers(), array.layout().type, array.shape()}, {});
}

bool npy_holds_pictures(const Input& input) {
  try {
    return input.path != "-" && NpyArray(input.path).shape().size() > 2;
  } catch (const Error&) {  // told when it is opened as a table
    return false;
  }
}

}  // namespace discern
