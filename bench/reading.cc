// Seconds to read a CSV of numbers and parse them, on one thread and with nothing else done: by our reader,
// and by std::from_chars over the mapped file, which knows neither quotes nor missing values nor line
// numbers.
//   bench_reading RECORDS.csv        prints {"ours": SECONDS, "from_chars": SECONDS} of one pass each
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <string>

#include "base/fail.h"
#include "data/schema.h"
#include "tools/run.h"

namespace discern::bench {
namespace {

double read_ours(const std::string& path) {
  const auto source = open_source(path);
  Schema schema;
  for (const std::string& name : source->columns()) schema.columns.push_back({name, Kind::numeric, {}});
  const TypedReader reader(schema, source->columns(), "", "");
  Block block;
  double sum = 0;
  while (source->next(block)) sum += reader.read(block).columns[0][0];
  return sum;
}

double read_plainly(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat info {};
  if (file < 0 || fstat(file, &info) != 0) fail(Fault::io, "{}: cannot be opened; check the path", path);
  const std::size_t size = std::size_t(info.st_size);
  void* const mapped = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  close(file);
  if (mapped == MAP_FAILED) fail(Fault::io, "{}: cannot be mapped; give a file of records", path);
  const char* at = static_cast<const char*>(mapped);
  const char* const end = at + size;
  while (at < end && *at++ != '\n') {
  }
  double sum = 0, value = 0;
  while (at < end) {
    const auto [stop, error] = std::from_chars(at, end, value);
    if (error != std::errc()) fail(Fault::data, "{}: holds a field that is no number", path);
    sum += value;
    at = stop + 1;
  }
  munmap(mapped, size);
  return sum;
}

double seconds_of(double (*read)(const std::string&), const std::string& path) {
  const auto start = std::chrono::steady_clock::now();
  volatile double kept = read(path);
  static_cast<void>(kept);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace
}  // namespace discern::bench

int main(int count, char** arguments) {
  using namespace discern;
  return run_program([&] {
    if (count != 2) fail(Fault::usage, "bench_reading: give one CSV of numbers");
    fmt::print("{{\"ours\": {}, \"from_chars\": {}}}\n", bench::seconds_of(bench::read_ours, arguments[1]),
               bench::seconds_of(bench::read_plainly, arguments[1]));
    return 0;
  });
}
