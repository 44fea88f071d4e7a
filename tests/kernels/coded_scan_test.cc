#include "kernels/coded_scan.h"

#include <catch2/catch.hpp>
#include <vector>

#include "base/random.h"

using namespace discern;

namespace {

struct Lists {
  std::vector<std::uint32_t> count, row;
  std::vector<std::int32_t> score;
};

std::vector<std::int16_t> codes(std::size_t n, std::uint64_t seed) {
  Random random(seed, "coded scan test");
  std::vector<std::int16_t> out(n);
  for (std::int16_t& v : out) v = std::int16_t(1000 * random.normal());
  return out;
}

Lists scan(CodedScanKernel kernel, std::size_t n, std::size_t pairs, std::int32_t least) {
  const auto queries = codes(n * pairs * 2, 1), panel = codes(pairs * CodedScan::kColumns * 2, 2);
  std::vector<std::int32_t> start(CodedScan::kColumns), leasts(n, least);
  for (std::size_t j = 0; j < start.size(); ++j) start[j] = std::int32_t(j * 1000) - 50000;
  const std::size_t room = 3 + CodedScan::kColumns + CodedScan::kSpill;
  Lists out{std::vector<std::uint32_t>(n, 3), std::vector<std::uint32_t>(n * room),
            std::vector<std::int32_t>(n * room)};
  kernel({n, pairs, queries.data(), panel.data(), start.data(), 256, leasts.data(), out.count.data(), room,
          out.score.data(), out.row.data()});
  for (std::size_t i = 0; i < n; ++i)  // what stands behind a list is nobody's
    for (std::size_t j = out.count[i]; j < room; ++j) out.row[i * room + j] = 0, out.score[i * room + j] = 0;
  return out;
}

}  // namespace

TEST_CASE("a scan by hand lists the rows whose score is large enough, behind what is listed already") {
  std::vector<std::int16_t> panel(CodedScan::kColumns * 2);
  panel[2 * 5] = 3, panel[2 * 5 + 1] = -4, panel[2 * 90] = 7;
  std::vector<std::int32_t> start(CodedScan::kColumns, -100);
  start[5] = 10, start[90] = -20;
  const std::int16_t query[] = {2, 1};
  const std::int32_t least = -6;
  std::uint32_t count = 1, row[200] = {77};
  std::int32_t score[200] = {88};
  coded_scan_reference({1, 1, query, panel.data(), start.data(), 1000, &least, &count, 200, score, row});
  REQUIRE(count == 3);
  CHECK(std::vector<std::uint32_t>(row, row + 3) == std::vector<std::uint32_t>{77, 1005, 1090});
  CHECK(std::vector<std::int32_t>(score, score + 3) == std::vector<std::int32_t>{88, 12, -6});
}

TEST_CASE("this CPU's scan lists what its reference lists") {
  const CodedScanKernel kernel = coded_scan_kernel();
  if (!kernel) return;
  const std::size_t n = GENERATE(1, 3, 4, 11, 12, 13, 41), pairs = GENERATE(1, 2, 15, 70);
  for (const std::int32_t least : {-2000000000, 0, 10'000'000, 2000000000}) {
    const Lists expected = scan(coded_scan_reference, n, pairs, least), found = scan(kernel, n, pairs, least);
    CHECK(found.count == expected.count);
    CHECK(found.row == expected.row);
    CHECK(found.score == expected.score);
  }
}
