// Inner products of rows and queries in whole numbers of 16 bits, and those that are large enough.
#pragma once

#include <cstddef>
#include <cstdint>

namespace discern {

// One panel of rows against n queries. A row's score is its start plus its inner product with the query; no
// sum on the way may leave 32 bits.
struct CodedScan {
  static constexpr std::size_t kColumns = 128;
  static constexpr std::size_t kSpill = 16;  // entries that a kernel may write past a list's end

  std::size_t n, pairs;         // a row has 2 pairs numbers
  const std::int16_t* queries;  // [n][pairs][2]
  const std::int16_t* panel;    // [pairs][kColumns][2]
  const std::int32_t* start;    // [kColumns]
  std::uint32_t first;          // the number of the panel's first row
  const std::int32_t* least;    // [n]: rows whose score is at least this are listed
  std::uint32_t* count;         // [n]: lengths of the lists, to which rows are appended in their order
  std::size_t room;             // of a list: its length, kColumns and kSpill must fit
  std::int32_t* score;          // [n][room]
  std::uint32_t* row;           // [n][room]
};

using CodedScanKernel = void (*)(const CodedScan&);

// Null where this CPU lacks AVX-512 with VNNI: products in single precision are as quick there.
CodedScanKernel coded_scan_kernel();

void coded_scan_reference(const CodedScan& scan);
void coded_scan_vnni(const CodedScan& scan);  // defined where the compiler can make it

}  // namespace discern
