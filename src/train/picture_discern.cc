#include "train/picture_discern.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "train/batches.h"
#include "train/held_out.h"
#include "train/jobs.h"
#include "train/monotone.h"
#include "train/picture_gan.h"
#include "train/picture_negatives.h"
#include "train/split.h"

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

Sample corrupted(const Sample& normal, NegativeKind kind, std::size_t count, PictureNegatives& negatives) {
  std::array<Rows, PictureMemory::kFolds> members;
  for (std::uint32_t i = 0; i < normal.folds.size(); ++i) members[normal.folds[i]].push_back(i);
  Sample out{Matrix(count, normal.pictures.cols), {}};
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t source = i % normal.pictures.rows;
    const std::uint32_t fold = normal.folds[source];
    // Another picture of the fold, or the same where there is no other.
    const std::uint32_t other = members[fold][negatives.random().below(members[fold].size())];
    std::copy_n(normal.pictures.row(source), out.pictures.cols, out.pictures.row(i));  // with its condition
    negatives.make(kind, normal.pictures.row(source), normal.pictures.row(other), out.pictures.row(i));
    out.folds.push_back(fold);
  }
  return out;
}

// For fewer groups than folds some picture would be judged by what saw its group.
void check_groups(const Rows& groups) {
  const std::size_t count = std::set<std::uint32_t>(groups.begin(), groups.end()).size();
  if (!groups.empty() && count < PictureMemory::kFolds)
    fail(Fault::data,
         "--group: {} groups found, method discern expects at least {}; add more, or choose another with "
         "--method",
         count, PictureMemory::kFolds);
}

// Of the time there is, for each GAN.
constexpr double kTimeShare = 0.4;

// A GAN and the places, in the order of learning, of the pictures that it saw and did not see.
struct Half {
  LearnedPictureGan learned;
  Rows seen, left_out;
};

class Learning {
 public:
  Learning(const Matrix& normal, const PictureDiscernOptions& options, LearnContext& context)
      : options_(options),
        context_(context),
        order_(Random(context.seed, "memory").permutation(std::uint32_t(normal.rows))) {
    check_groups(context.groups);
    Rows groups;
    for (const std::uint32_t row : order_)
      if (!context.groups.empty()) groups.push_back(context.groups[row]);
    const Rows folds = folds_of_groups(order_.size(), groups, PictureMemory::kFolds);
    const Rows turns = in_turn(folds), drawn = order_;
    for (std::size_t i = 0; i < turns.size(); ++i) {
      order_[i] = drawn[turns[i]];
      folds_.push_back(folds[turns[i]]);
    }
    normal_ = select(normal, order_);
  }

  Learned run() {
    std::array<Half, PictureDiscern::kGans> halves;
    using Clock = std::chrono::steady_clock;
    const Clock::time_point start = Clock::now();
    run_jobs(halves.size(), context_.jobs, context_.threads,
             [&](std::size_t g) { halves[g] = learn_gan(g); });
    context_.seconds_used += std::chrono::duration<double>(Clock::now() - start).count();
    for (std::size_t g = 0; g < halves.size(); ++g) take(std::move(halves[g]), g);
    const Sample kept = remembered();
    PictureMemories memory(kept.pictures, context_.picture, kept.folds);
    const Matrix usual = evidence_of(memory, kept);
    Monotone monotone = learn_monotone(usual, strange(memory, kept), options_.discriminator_steps, context_);
    Learned result;
    result.curves = std::move(curves_);
    result.curves["discriminator loss"] = monotone.loss.save();
    result.checks = {{"skipped_steps", skipped_}, {"overfit", overfit_}};
    auto method = std::make_unique<PictureDiscern>(std::move(memory), std::move(monotone.network),
                                                   std::move(gans_), normal_, folds_);
    leave_out(*method, result);
    result.left_out_maps =
        left_out_maps(kept.pictures, method->left_out_differences(kept.pictures, kept.folds),
                      method->features(), kept.folds);
    result.method = std::move(method);
    return result;
  }

 private:
  // The first ones; no copies.
  Sample remembered() const {
    Rows rows, folds;
    for (std::uint32_t i = 0; i < normal_.rows && rows.size() < std::size_t(options_.memory); ++i) {
      if (order_[i] >= normal_.rows - context_.hidden) continue;
      rows.push_back(i);
      folds.push_back(folds_[i]);
    }
    return {select(normal_, rows), std::move(folds)};
  }

  static Matrix evidence_of(const PictureMemories& memory, const Sample& sample) {
    Matrix out(sample.pictures.rows, PictureMemory::kEvidences);
    memory.measure(sample.pictures.data.data(), out.rows, sample.folds.data(), out.data.data());
    for (float& v : out.data) v = std::clamp(v, -PictureMemory::kMostEvidence, PictureMemory::kMostEvidence);
    return out;
  }

  // One that does not see the folds f with f % kGans == g.
  Half learn_gan(std::size_t g) const {
    const Thumbnail thumbnail(context_.picture);
    Half out;
    for (std::uint32_t i = 0; i < normal_.rows; ++i)
      (folds_[i] % PictureDiscern::kGans == g ? out.left_out : out.seen).push_back(i);
    const Rows judged = options_.patience > 0 ? take_judged(out.seen) : Rows();
    LearnContext own = context_;
    if (g > 0) own.progress = nullptr;  // two lines at once would overwrite each other
    out.learned = learn_picture_gan(thumbnails_of(select(normal_, out.seen), thumbnail),
                                    thumbnails_of(select(normal_, judged), thumbnail), thumbnail.small(),
                                    options_, "generator, encoder and critic " + std::to_string(g + 1),
                                    std::size_t(options_.negatives) / PictureDiscern::kGans, kTimeShare, own);
    return out;
  }

  void take(Half half, std::size_t g) {
    auto& [learned, seen, left_out] = half;
    const Thumbnail thumbnail(context_.picture);
    const Matrix small = thumbnails_of(select(normal_, seen), thumbnail);
    const std::string number = std::to_string(g + 1);
    keep(remade_, learned.remade, small, seen, learned.sources, thumbnail);
    keep(generated_, learned.generated, small, seen, learned.sources, thumbnail);
    skipped_ += double(learned.skipped);
    curves_["reconstruction loss " + number] = learned.loss.save();
    curves_["critic gap " + number] = learned.gap.save();
    if (!learned.held_out.is_null()) curves_["held-out reconstruction error " + number] = learned.held_out;
    const Matrix learned_from = select(normal_, seen);
    gans_.emplace_back(context_.picture, std::move(learned.encoder), std::move(learned.generator),
                       std::move(learned.critic), select(normal_, left_out), learned_from);
    Matrix values(seen.size(), PictureGan::kColumns);
    gans_.back().score(learned_from.data.data(), values.rows, values.data.data());
    for (std::size_t i = 0; i < values.rows; ++i)
      overfit_ -= double(values.row(i)[PictureGan::kCritic]) / double(values.rows * PictureDiscern::kGans);
  }

  // Takes a tenth of the pictures, whole groups, out of those that a GAN is to learn from: it is judged by
  // them on its way. Of few, none.
  Rows take_judged(Rows& seen) const {
    constexpr std::size_t kShare = 10, kFew = 20;
    if (seen.size() < kFew) return {};
    Rows groups;  // by place in normal_
    for (const std::uint32_t row : order_)
      if (!context_.groups.empty()) groups.push_back(context_.groups[row]);
    const std::size_t count = bring_forward(seen, groups, seen.size() / kShare);
    Rows judged(seen.begin(), seen.begin() + std::ptrdiff_t(count));
    seen.erase(seen.begin(), seen.begin() + std::ptrdiff_t(count));
    return judged;
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
      to.folds.push_back(folds_[source]);
    }
  }

  std::vector<Matrix> strange(const PictureMemories& memory, const Sample& kept) const {
    std::vector<Matrix> out;
    for (const Sample* made : {&remade_, &generated_})
      if (made->pictures.rows > 0) out.push_back(evidence_of(memory, *made));
    for (const NegativeKind kind : kNegativeKinds) {
      PictureNegatives negatives(context_.picture,
                                 Random(context_.seed, "negatives " + std::string(negative_name(kind))));
      out.push_back(evidence_of(memory, corrupted(kept, kind, std::size_t(options_.negatives), negatives)));
    }
    if (const Sample named = misnamed(kept); named.pictures.rows > 0)
      out.push_back(evidence_of(memory, named));
    return out;
  }

  // Normal pictures under the names of other kinds; none where there is one kind.
  Sample misnamed(const Sample& kept) const {
    const std::size_t size = context_.picture.size(), n = kept.pictures.rows;
    Random random(context_.seed, "misnamed");
    Sample out{Matrix(0, kept.pictures.cols), {}};
    const auto condition = [&](std::size_t i) {
      return std::span(kept.pictures.row(i) + size, context_.condition);
    };
    for (std::size_t i = 0; context_.condition > 0 && i < std::min(n, std::size_t(options_.negatives)); ++i) {
      std::size_t other = random.below(n), left = n;
      while (left > 0 && std::ranges::equal(condition(other), condition(i))) other = (other + 1) % n, --left;
      if (left == 0) break;
      const float* const picture = kept.pictures.row(i);
      out.pictures.data.insert(out.pictures.data.end(), picture, picture + size);
      out.pictures.data.insert(out.pictures.data.end(), condition(other).begin(), condition(other).end());
      out.folds.push_back(kept.folds[i]);
      ++out.pictures.rows;
    }
    return out;
  }

  // The last of the order first: the memory does not hold them.
  void leave_out(const PictureDiscern& method, Learned& result) const {
    const std::size_t count = std::min(normal_.rows, kMostLeftOut);
    result.left_out = Matrix(count, method.components().size());
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t row = normal_.rows - 1 - i;
      const std::uint32_t fold = folds_[row];
      result.left_out_rows.push_back(order_[row]);
      method.score(normal_.row(row), 1, result.left_out.row(i), &fold);
    }
  }

  const PictureDiscernOptions& options_;
  LearnContext& context_;
  Rows order_;     // the folds in turn
  Rows folds_;     // in that order
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
