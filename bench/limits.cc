#include "bench/limits.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <omp.h>
#include <oneapi/dnnl/dnnl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "base/random.h"

namespace discern::bench {
namespace {

constexpr std::size_t kStream = 16u << 20;  // floats an array: three of them are larger than any cache here
constexpr std::size_t kFile = 64u << 20;
constexpr std::size_t kRead = 1u << 20;

std::vector<float> normals(std::size_t n) {
  Random random(1, "limits");
  std::vector<float> values(n);
  for (float& v : values) v = float(random.normal());
  return values;
}

Measurement speeds(const std::string& name, const std::string& unit, double work,
                   std::vector<double> seconds) {
  for (double& s : seconds) s = work / s;
  return {name, unit, std::move(seconds)};
}

// Round by round the better of two ways to the same limit.
Measurement better(Measurement a, const Measurement& b) {
  for (std::size_t i = 0; i < a.rounds.size(); ++i) a.rounds[i] = std::max(a.rounds[i], b.rounds[i]);
  return a;
}

Measurement measure_product(int rounds, double least) {
  constexpr std::array<std::array<dnnl_dim_t, 3>, 4> kShapes = {
      {{1024, 1024, 1024}, {192, 512, 1024}, {960, 256, 256}, {480, 384, 384}}};
  omp_set_num_threads(1);
  const auto a = normals(1 << 20), b = normals(1 << 20);
  std::vector<float> c(1 << 20);
  Measurement best;
  for (const auto [n, k, m] : kShapes) {
    const auto product = [&, n = n, k = k, m = m] {
      if (dnnl_sgemm('N', 'N', n, m, k, 1, a.data(), k, b.data(), m, 0, c.data(), m) != dnnl_success)
        throw std::runtime_error("oneDNN refused a product");
    };
    const double flops = 2.0 * double(n) * double(k) * double(m);
    const Measurement found =
        speeds("limit/product", "flop/s", flops, alternate({product}, rounds, least / kShapes.size())[0]);
    best = best.rounds.empty() ? found : better(best, found);
  }
  return best;
}

Measurement measure_memory(int rounds, double least) {
  std::vector<float> a(kStream, 1.0f), b(kStream, 2.0f), c(kStream, 3.0f);
  const auto triad = [&] {
    for (std::size_t i = 0; i < kStream; ++i) a[i] = b[i] + 0.5f * c[i];
    asm volatile("" : : "r"(a.data()) : "memory");
  };
  const auto copy = [&] {
    std::memcpy(a.data(), b.data(), kStream * sizeof(float));
    asm volatile("" : : "r"(a.data()) : "memory");
  };
  const auto seconds = alternate({triad, copy}, rounds, least / 2);
  return better(speeds("limit/memory", "B/s", 3.0 * kStream * sizeof(float), seconds[0]),
                speeds("limit/memory", "B/s", 2.0 * kStream * sizeof(float), seconds[1]));
}

// A file without a name: gone when it is closed.
class NamelessFile {
 public:
  NamelessFile() {
    std::string path = (std::filesystem::temp_directory_path() / "discern-limits-XXXXXX").string();
    descriptor_ = mkstemp(path.data());
    if (descriptor_ < 0) throw std::runtime_error("no temporary file can be made");
    unlink(path.c_str());
    const std::vector<char> bytes(kRead, 'x');
    for (std::size_t written = 0; written < kFile; written += kRead)
      if (write(descriptor_, bytes.data(), kRead) != ssize_t(kRead)) throw std::runtime_error("disk full");
  }
  NamelessFile(const NamelessFile&) = delete;
  NamelessFile& operator=(const NamelessFile&) = delete;
  ~NamelessFile() { close(descriptor_); }
  void read_all(std::vector<char>& into) const {
    lseek(descriptor_, 0, SEEK_SET);
    while (read(descriptor_, into.data(), into.size()) > 0) {
    }
  }

 private:
  int descriptor_;
};

Measurement measure_reading(int rounds, double least) {
  const NamelessFile file;
  std::vector<char> into(kRead);
  return speeds("limit/reading", "B/s", double(kFile),
                alternate({[&] { file.read_all(into); }}, rounds, least)[0]);
}

}  // namespace

Limits measure_limits(int rounds, double least) {
  return {measure_product(rounds, least), measure_memory(rounds, least), measure_reading(rounds, least)};
}

double limit(const Measurement& measured) {
  return *std::max_element(measured.rounds.begin(), measured.rounds.end());
}

const Limits& limits() {
  static const Limits measured = measure_limits(5, 0.04);
  return measured;
}

}  // namespace discern::bench
