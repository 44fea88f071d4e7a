#include "train/picture_discern.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "train/batches.h"
#include "train/held_out.h"
#include "train/monotone.h"
#include "train/picture_gan.h"
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

// Of the time there is, for the first GAN and of what is left for the second.
constexpr std::array kTimeShares = {0.4, 0.7};

class Learning {
 public:
  Learning(const Matrix& normal, const PictureDiscernOptions& options, LearnContext& context)
      : options_(options),
        context_(context),
        order_(Random(context.seed, "memory").permutation(std::uint32_t(normal.rows))),
        normal_(select(normal, order_)) {}

  Learned run() {
    for (std::size_t g = 0; g < PictureDiscern::kGans; ++g) learn_gan(g);
    Matrix kept = normal_;
    kept.rows = std::min(kept.rows, std::size_t(options_.memory));
    kept.data.resize(kept.rows * kept.cols);
    PictureMemory memory(kept, context_.picture);
    const Matrix usual = evidence_of(memory, {kept, folds_of(kept.rows)});
    Monotone monotone = learn_monotone(usual, strange(memory, kept), options_.discriminator_steps, context_);
    Learned result;
    result.curves = std::move(curves_);
    result.curves["discriminator loss"] = monotone.loss.save();
    result.checks = {{"skipped_steps", skipped_}, {"overfit", overfit_}};
    auto method = std::make_unique<PictureDiscern>(std::move(memory), std::move(monotone.network),
                                                   std::move(gans_), normal_);
    leave_out(*method, result);
    result.left_out_maps = left_out_maps(kept, method->left_out_differences(kept), method->features());
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

  // One that does not see the folds f with f % kGans == g.
  void learn_gan(std::size_t g) {
    const Thumbnail thumbnail(context_.picture);
    Rows seen, left_out;
    for (std::uint32_t i = 0; i < normal_.rows; ++i)
      (PictureMemory::fold_of(i) % PictureDiscern::kGans == g ? left_out : seen).push_back(i);
    Matrix small(seen.size(), thumbnail.small().size());
    for (std::size_t i = 0; i < seen.size(); ++i) thumbnail.reduce(normal_.row(seen[i]), small.row(i));
    const std::string number = std::to_string(g + 1);
    LearnedPictureGan learned =
        learn_picture_gan(small, thumbnail.small(), options_, "generator, encoder and critic " + number,
                          std::size_t(options_.negatives) / PictureDiscern::kGans, kTimeShares[g], context_);
    keep(remade_, learned.remade, small, seen, learned.sources, thumbnail);
    keep(generated_, learned.generated, small, seen, learned.sources, thumbnail);
    skipped_ += double(learned.skipped);
    curves_["reconstruction loss " + number] = learned.loss.save();
    curves_["critic gap " + number] = learned.gap.save();
    const Matrix learned_from = select(normal_, seen);
    gans_.emplace_back(context_.picture, std::move(learned.encoder), std::move(learned.generator),
                       std::move(learned.critic), select(normal_, left_out), learned_from);
    Matrix values(seen.size(), PictureGan::kColumns);
    gans_.back().score(learned_from.data.data(), values.rows, values.data.data());
    for (std::size_t i = 0; i < values.rows; ++i)
      overfit_ -= double(values.row(i)[PictureGan::kCritic]) / double(values.rows * PictureDiscern::kGans);
  }

  // The pictures whose thumbnails were made into others, with their thumbnails changed.
  void keep(Sample& to, const Matrix& made, const Matrix& small, const Rows& seen, const Rows& sources,
            const Thumbnail& thumbnail) const {
    std::vector<float> change(small.cols);
    to.pictures.cols = normal_.cols;
    for (std::size_t i = 0; i < made.rows; ++i) {
      const std::uint32_t source = seen[sources[i]];
      for (std::size_t j = 0; j < small.cols; ++j) change[j] = made.row(i)[j] - small.row(sources[i])[j];
      to.pictures.data.insert(to.pictures.data.end(), normal_.row(source),
                              normal_.row(source) + normal_.cols);
      thumbnail.add_enlarged(change.data(), to.pictures.row(to.pictures.rows++));
      to.folds.push_back(PictureMemory::fold_of(source));
    }
  }

  std::vector<Matrix> strange(const PictureMemory& memory, const Matrix& kept) const {
    std::vector<Matrix> out;
    for (const Sample* made : {&remade_, &generated_})
      if (made->pictures.rows > 0) out.push_back(evidence_of(memory, *made));
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
  std::vector<PictureGan> gans_;
  Sample remade_, generated_;
  Json curves_ = Json::object();
  double skipped_ = 0, overfit_ = 0;
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
