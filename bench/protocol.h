// The one-class protocol of the quality figures: train on a random half of the normal records, test on the
// other half and all anomalies; at most 20,000 of either, thinned alike.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace discern::bench {

struct LabelledSet {
  std::vector<std::string> columns;
  std::vector<double> values;   // [records, columns]
  std::vector<char> anomalous;  // [records]
};
// A file whose column "y" is 1 for anomalies and 0 for normal records; all others are numbers, kept in single
// precision. Error(data) if it is not.
LabelledSet read_set(const std::string& path);

struct Split {
  std::vector<double> train, test;  // [records, columns]
  std::vector<char> anomalous;      // of the test records
};
Split split(const LabelledSet& set, std::uint64_t seed);
// Moves as many anomalies from test to training that they are this share of the training records, [0, 1), but
// at most half of them.
void pollute(Split& parts, std::size_t columns, double share);

}  // namespace discern::bench
