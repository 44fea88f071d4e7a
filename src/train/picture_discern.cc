#include "train/picture_discern.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "train/batches.h"
#include "train/held_out.h"
#include "train/monotone.h"
#include "train/picture_negatives.h"

namespace discern {
namespace {

using Rows = std::vector<std::uint32_t>;

// Pictures, and the fold of the normal picture each was made of.
struct Sample {
  Matrix pictures;
  Rows folds;
};

Matrix select(const Matrix& from, const Rows& rows) {
  Matrix out(rows.size(), from.cols);
  for (std::size_t i = 0; i < rows.size(); ++i) std::copy_n(from.row(rows[i]), from.cols, out.row(i));
  return out;
}

Rows folds_of(std::size_t n) {
  Rows out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(PictureMemory::fold_of(i));
  return out;
}

// Another picture of the fold, or the same where there is no other.
std::size_t companion(std::size_t picture, std::size_t n, Random& random) {
  constexpr std::size_t kFolds = PictureMemory::kFolds;
  const std::size_t fold = picture % kFolds, in_fold = (n - fold + kFolds - 1) / kFolds;
  return fold + kFolds * random.below(in_fold);
}

Sample corrupted(const Matrix& normal, NegativeKind kind, std::size_t count, PictureNegatives& negatives) {
  Sample out{Matrix(count, normal.cols), {}};
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t source = i % normal.rows;
    const std::size_t other = companion(source, normal.rows, negatives.random());
    negatives.make(kind, normal.row(source), normal.row(other), out.pictures.row(i));
    out.folds.push_back(PictureMemory::fold_of(source));
  }
  return out;
}

class Learning {
 public:
  Learning(const Matrix& normal, const PictureDiscernOptions& options, LearnContext& context)
      : options_(options),
        context_(context),
        order_(Random(context.seed, "memory").permutation(std::uint32_t(normal.rows))),
        normal_(select(normal, order_)) {}

  Learned run() {
    Matrix kept = normal_;
    kept.rows = std::min(kept.rows, std::size_t(options_.memory));
    kept.data.resize(kept.rows * kept.cols);
    PictureMemory memory(kept, context_.picture);
    const Matrix usual = evidence_of(memory, {kept, folds_of(kept.rows)});
    Monotone monotone = learn_monotone(usual, strange(memory, kept), options_.discriminator_steps, context_);
    Learned result;
    result.curves = {{"discriminator loss", monotone.loss.save()}};
    PictureMap map(kept, {}, memory.features());
    auto method =
        std::make_unique<PictureDiscern>(std::move(memory), std::move(monotone.network), std::move(map));
    leave_out(*method, result);
    result.left_out_maps = left_out_maps(kept, method->features());
    result.method = std::move(method);
    return result;
  }

 private:
  static Matrix evidence_of(const PictureMemory& memory, const Sample& sample) {
    Matrix out(sample.pictures.rows, PictureMemory::kEvidences);
    memory.measure(sample.pictures.data.data(), out.rows, sample.folds.data(), out.data.data());
    for (float& v : out.data) v = std::clamp(v, -PictureMemory::kMostEvidence, PictureMemory::kMostEvidence);
    return out;
  }

  std::vector<Matrix> strange(const PictureMemory& memory, const Matrix& kept) const {
    std::vector<Matrix> out;
    for (const NegativeKind kind : kNegativeKinds) {
      PictureNegatives negatives(context_.picture,
                                 Random(context_.seed, "negatives " + std::string(negative_name(kind))));
      out.push_back(evidence_of(memory, corrupted(kept, kind, std::size_t(options_.negatives), negatives)));
    }
    return out;
  }

  // The last of the order first: the memory does not hold them.
  void leave_out(const PictureDiscern& method, Learned& result) const {
    const std::size_t count = std::min(normal_.rows, kMostLeftOut);
    result.left_out = Matrix(count, method.components().size());
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t row = normal_.rows - 1 - i;
      const std::uint32_t fold = PictureMemory::fold_of(row);
      result.left_out_rows.push_back(order_[row]);
      method.score(normal_.row(row), 1, result.left_out.row(i), &fold);
    }
  }

  const PictureDiscernOptions& options_;
  LearnContext& context_;
  Rows order_;
  Matrix normal_;  // in that order
};

}  // namespace

Learned learn_picture_discern(const Matrix& normal, const std::map<std::string, std::string>& settings,
                              LearnContext& context) {
  const PictureDiscernOptions options = picture_discern_options().from(settings);
  at::set_num_threads(int(context.threads));
  Learned result = Learning(normal, options, context).run();
  result.options = picture_discern_options().save(options);
  return result;
}

}  // namespace discern
