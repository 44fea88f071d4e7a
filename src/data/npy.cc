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
  return std::make_unique<NpySource>(input, NpyArray(open_bytes(input.path), shown_path(input.path)),
                                     options);
}

}  // namespace discern
