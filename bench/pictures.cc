// How well methods for pictures rank: usage: bench_pictures SET METHOD SEED... [option=value...]
// SET: a MedMNIST .npz (training pictures with label 0 train, the test pictures test), or IMAGES,LABELS,DIGIT
// of MNIST (half of the digit trains; the other half and all other digits test). After a MedMNIST file
// ",synthetic" tests nothing but normal training pictures, a third of them, against the same made strange:
// what methods are chosen by. most=N tests N pictures at most, drawn at random.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "base/fail.h"
#include "base/random.h"
#include "data/zip_archive.h"
#include "detector/calibration.h"
#include "detector/scoring.h"
#include "discern/records.h"
#include "methods/table.h"
#include "threshold/curves.h"
#include "train/learner.h"
#include "train/picture_negatives.h"

namespace discern::bench {
namespace {

constexpr PictureShape kShape{28, 28, 1};
constexpr double kHeldOut = 0.3;

Matrix read(const std::string& path) {
  ReadOptions options;
  options.flatten = true;
  const auto source = open_source(path, options);
  Matrix out(0, source->columns().size());
  Block block;
  while (source->next(block)) {
    for (std::size_t i = 0; i < block.size; ++i)
      for (const auto& column : block.columns) out.data.push_back(float(std::get<NumberColumn>(column)[i]));
    out.rows += block.size;
  }
  return out;
}

// A member of an .npz of unsigned bytes, as MedMNIST has them: numpy's header, then the numbers.
Matrix read_bytes(const std::string& path, const std::string& name, std::size_t columns) {
  const ZipArchive archive(path);
  for (const ZipMember& member : archive.members()) {
    if (member.name != name + ".npy") continue;
    std::string bytes(member.size, '\0');
    read_fully(*archive.open(member), bytes.data(), bytes.size());
    const std::size_t header = 10 + std::uint8_t(bytes[8]) + 256u * std::uint8_t(bytes[9]);
    Matrix out((bytes.size() - header) / columns, columns);
    for (std::size_t i = 0; i < out.data.size(); ++i) out.data[i] = float(std::uint8_t(bytes[header + i]));
    return out;
  }
  fail(Fault::data, "{}: no {}; give a file of MedMNIST", path, name);
}

struct Split {
  Matrix train{0, kShape.size()}, test{0, kShape.size()};
  std::vector<char> anomalous;
};

void add(Matrix& to, const float* pixels) {
  for (std::size_t i = 0; i < to.cols; ++i) to.data.push_back(pixels[i] / 255);
  ++to.rows;
}

Split medical(const std::string& path) {
  Split out;
  const Matrix train = read_bytes(path, "train_images", kShape.size()),
               labels = read_bytes(path, "train_labels", 1);
  for (std::size_t i = 0; i < train.rows; ++i)
    if (labels.data[i] == 0) add(out.train, train.row(i));
  const Matrix test = read_bytes(path, "test_images", kShape.size()),
               truth = read_bytes(path, "test_labels", 1);
  for (std::size_t i = 0; i < test.rows; ++i) {
    add(out.test, test.row(i));
    out.anomalous.push_back(truth.data[i] != 0);
  }
  return out;
}

// As medical(), without its test pictures.
Split synthetic(const std::string& path, std::uint64_t seed) {
  const Matrix normal = medical(path).train;
  Split out;
  const auto order = Random(seed, "bench split").permutation(std::uint32_t(normal.rows));
  const auto append = [](Matrix& to, const float* picture) {
    to.data.insert(to.data.end(), picture, picture + to.cols);
    ++to.rows;
  };
  PictureNegatives negatives(kShape, Random(seed, "bench negatives"));
  std::vector<float> strange(kShape.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const float* const picture = normal.row(order[i]);
    if (i % 3) {
      append(out.train, picture);
      continue;
    }
    append(out.test, picture);
    out.anomalous.push_back(0);
    negatives.make(kNegativeKinds[i / 3 % kNegativeKinds.size()], picture,
                   normal.row(order[(i + 3) % order.size()]), strange.data());
    append(out.test, strange.data());
    out.anomalous.push_back(1);
  }
  return out;
}

// `most` of the test pictures, if there are more.
void thin(Split& split, std::size_t most, std::uint64_t seed) {
  if (split.test.rows <= most) return;
  Split out;
  auto order = Random(seed, "bench sample").permutation(std::uint32_t(split.test.rows));
  order.resize(most);
  for (const std::uint32_t i : order) {
    const float* const picture = split.test.row(i);
    out.test.data.insert(out.test.data.end(), picture, picture + kShape.size());
    ++out.test.rows;
    out.anomalous.push_back(split.anomalous[i]);
  }
  split.test = std::move(out.test);
  split.anomalous = std::move(out.anomalous);
}

Split digits(const std::string& images, const std::string& labels, float digit, std::uint64_t seed) {
  const Matrix all = read(images), which = read(labels);
  std::vector<std::size_t> normal;
  Split out;
  for (std::size_t i = 0; i < all.rows; ++i) {
    if (which.data[i] == digit) {
      normal.push_back(i);
      continue;
    }
    add(out.test, all.row(i));
    out.anomalous.push_back(1);
  }
  const auto order = Random(seed, "bench split").permutation(std::uint32_t(normal.size()));
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool trains = i < order.size() / 2;
    add(trains ? out.train : out.test, all.row(normal[order[i]]));
    if (!trains) out.anomalous.push_back(0);
  }
  return out;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// One component more, of surprises, which pictures do not have.
Matrix with_surprises(const Matrix& own) {
  Matrix out(own.rows, own.cols + 1);
  for (std::size_t i = 0; i < own.rows; ++i) std::copy_n(own.row(i), own.cols, out.row(i));
  return out;
}

Matrix scored(const Method& method, const Matrix& x) {
  Matrix out(x.rows, method.components().size());
  method.score(x.data.data(), x.rows, out.data.data());
  return with_surprises(out);
}

std::vector<double> column(const Matrix& from, std::size_t j) {
  std::vector<double> out;
  for (std::size_t i = 0; i < from.rows; ++i) out.push_back(double(from.row(i)[j]));
  return out;
}

Matrix rows(const Matrix& from, std::size_t first, std::size_t end) {
  Matrix out(end - first, from.cols);
  std::copy(from.row(first), from.row(first) + out.data.size(), out.data.begin());
  return out;
}

void measure(const Split& split, const std::string& name, std::uint64_t seed,
             const std::map<std::string, std::string>& settings) {
  LearnContext context;
  context.seed = seed;
  context.picture = kShape;
  const LearnerInfo& learner = find_learner(name);
  const auto learn = learner.learn_pictures ? learner.learn_pictures : learner.learn;
  const bool held_out = learner.calibrating != Calibrating::left_out;
  const auto kept = std::size_t(double(split.train.rows) * (held_out ? 1 - kHeldOut : 1));
  auto start = std::chrono::steady_clock::now();
  const Learned learned = learn(rows(split.train, 0, kept), settings, context);
  const double train_seconds = seconds_since(start);
  const Method& method = *learned.method;
  const Matrix usual =
      held_out ? scored(method, rows(split.train, kept, split.train.rows)) : with_surprises(learned.left_out);
  const Calibration calibration = calibrate(method, usual);
  start = std::chrono::steady_clock::now();
  const Matrix components = scored(method, split.test);
  const double score_seconds = seconds_since(start);
  std::vector<double> fused;
  double alarms = 0, normals = 0;
  for (std::size_t i = 0; i < components.rows; ++i) {
    fused.push_back(fuse(method, calibration.tails, components.row(i)));
    if (split.anomalous[i]) continue;
    ++normals;
    alarms += calibration.conformal.p_value(fused.back()) <= 0.1;
  }
  fmt::print("{} seed {} train {} AUROC {:.4f} AUPRC {:.4f} alarms at 10 % {:.3f} {:.1f} s {:.2f} ms |", name,
             seed, split.train.rows, auroc(fused, split.anomalous), auprc(fused, split.anomalous),
             alarms / normals, train_seconds, 1e3 * score_seconds / double(components.rows));
  for (std::size_t j = 0; j < method.components().size(); ++j)
    fmt::print(" {} {:.4f}", method.components()[j].name, auroc(column(components, j), split.anomalous));
  fmt::print("\n");
  std::fflush(stdout);
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() < 3) {
    fmt::print(stderr, "usage: bench_pictures SET METHOD SEED... [option=value...]\n");
    return 2;
  }
  std::map<std::string, std::string> settings;
  for (const std::string& argument : arguments)
    if (const auto at = argument.find('='); at != std::string::npos)
      settings[argument.substr(0, at)] = argument.substr(at + 1);
  std::size_t most = std::numeric_limits<std::size_t>::max();
  if (const auto given = settings.find("most"); given != settings.end()) {
    most = std::stoull(given->second);
    settings.erase(given);
  }
  const std::string& set = arguments[0];
  const auto first = set.find(','), last = set.rfind(',');
  for (std::size_t i = 2; i < arguments.size(); ++i) {
    if (arguments[i].find('=') != std::string::npos) continue;
    const std::uint64_t seed = std::stoull(arguments[i]);
    Split split = first == std::string::npos ? medical(set)
                  : first == last            ? synthetic(set.substr(0, first), seed)
                                  : digits(set.substr(0, first), set.substr(first + 1, last - first - 1),
                                           std::stof(set.substr(last + 1)), seed);
    thin(split, most, seed);
    measure(split, arguments[1], seed, settings);
  }
  return 0;
}

}  // namespace
}  // namespace discern::bench

int main(int argc, char** argv) {
  try {
    return discern::bench::run({argv + 1, argv + argc});
  } catch (const std::exception& fault) {
    fmt::print(stderr, "{}\n", fault.what());
    return 1;
  }
}
