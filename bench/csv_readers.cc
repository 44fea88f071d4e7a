// Bytes a second of reading CSV: ours against libcsv, both giving every field of 30 numeric columns to keep.
// `of_limit` is the share of what read() alone reaches on a file that is in memory, measured in the same run.
// Arguments beside Google Benchmark's: none; the file of 200 MB is made in the temporary folder and removed.
#include <benchmark/benchmark.h>
#include <csv.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/random.h"
#include "bench/limits.h"
#include "data/schema.h"
#include "discern/records.h"

namespace {

constexpr int kColumns = 30;
constexpr std::size_t kBytes = 200'000'000;

// Named when first asked for, gone at the end.
class NumericFile {
 public:
  NumericFile()
      : path_(std::filesystem::temp_directory_path() / fmt::format("discern-csv-{}.csv", getpid())) {
    discern::Random random(1, "csv readers");
    std::string row;
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path_.c_str(), "wb"), std::fclose);
    if (!file) throw std::runtime_error("no temporary file can be made");
    for (int column = 0; column < kColumns; ++column) row += fmt::format("{}v{}", column ? "," : "", column);
    for (std::size_t written = 0; written < kBytes; written += row.size()) {
      if (written > 0) row.clear();
      for (int column = 0; column < kColumns && written > 0; ++column)
        fmt::format_to(std::back_inserter(row), "{}{:.6f}", column ? "," : "", 20 * random.uniform() - 10);
      row += '\n';
      if (std::fwrite(row.data(), 1, row.size(), file.get()) != row.size())
        throw std::runtime_error("disk full");
    }
  }
  ~NumericFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }
  std::int64_t size() const { return std::int64_t(std::filesystem::file_size(path_)); }

 private:
  std::filesystem::path path_;
};

const NumericFile& numeric_file() {
  static const NumericFile file;
  return file;
}

void report(benchmark::State& state, std::size_t fields) {
  state.SetBytesProcessed(state.iterations() * numeric_file().size());
  using discern::bench::limit, discern::bench::limits;
  state.counters["of_limit"] =
      benchmark::Counter(double(state.iterations() * numeric_file().size()) / limit(limits().reading),
                         benchmark::Counter::kIsRate);
  state.counters["fields"] = double(fields);
}

void read_ours(benchmark::State& state) {
  const std::string path = numeric_file().path();
  std::size_t fields = 0;
  for (auto _ : state) {
    const auto source = discern::open_source(path);
    discern::Block block;
    for (fields = 0; source->next(block); fields += block.size * block.columns.size())
      benchmark::DoNotOptimize(block.columns.data());
  }
  report(state, fields);
}
BENCHMARK(read_ours)->Unit(benchmark::kMillisecond);

// Its fields live for one call, so a reader that hands on blocks has to copy them.
struct KeptFields {
  std::vector<char> text;
  std::vector<std::size_t> ends;
  std::size_t rows = 0, fields = 0;
};

void keep_field(void* field, std::size_t size, void* kept) {
  auto& out = *static_cast<KeptFields*>(kept);
  const auto* const text = static_cast<const char*>(field);
  out.text.insert(out.text.end(), text, text + size);
  out.ends.push_back(out.text.size());
}

void end_row(int, void* kept) {
  auto& out = *static_cast<KeptFields*>(kept);
  if (++out.rows % 4096 != 0) return;
  benchmark::DoNotOptimize(out.text.data());
  out.fields += out.ends.size();
  out.text.clear();
  out.ends.clear();
}

void read_libcsv(benchmark::State& state) {
  const std::string path = numeric_file().path();
  std::vector<char> buffer(std::size_t(1) << 20);
  KeptFields kept;
  for (auto _ : state) {
    kept = {};
    csv_parser parser;
    csv_init(&parser, CSV_STRICT);
    std::FILE* const file = std::fopen(path.c_str(), "rb");
    for (std::size_t size; (size = std::fread(buffer.data(), 1, buffer.size(), file)) > 0;)
      csv_parse(&parser, buffer.data(), size, keep_field, end_row, &kept);
    csv_fini(&parser, keep_field, end_row, &kept);
    std::fclose(file);
    csv_free(&parser);
  }
  report(state, kept.fields + kept.ends.size());
}
BENCHMARK(read_libcsv)->Unit(benchmark::kMillisecond);

// What a worker does with a block.
void type_values(benchmark::State& state) {
  const auto source = discern::open_source(numeric_file().path());
  discern::Block block;
  source->next(block);
  discern::Schema schema;
  for (const std::string& name : source->columns())
    schema.columns.push_back({name, discern::Kind::numeric, {}});
  const discern::TypedReader reader(schema, source->columns(), "", "");
  for (auto _ : state) benchmark::DoNotOptimize(reader.read(block));
  state.SetItemsProcessed(state.iterations() * std::int64_t(block.size * block.columns.size()));
}
BENCHMARK(type_values)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
