// The score file: the one place that knows its columns.
//   record, [label column,] score, p_value, alert, [verdict,] one column a component, then reason_1, share_1,
//   reason_2, ...
// verdict is there with a triage rule alone: clear, review or alarm, where alert is 1.
// JSON Lines of pictures have six numbers of its region behind each share_1, ...: row_1, column_1 (its
// centre), height_1, width_1, pixels_1, peak_1 (Region); null without one. As CSV or as JSON Lines with the
// same names. alert is 0 or 1 (true or false in JSON); reasons nobody worked out are empty (null). Numbers
// are the shortest text that reads back to the same bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "detector/scored_block.h"
#include "discern/detector.h"

namespace discern {

struct ScoresFormat {
  std::vector<std::string> components;
  std::string label;        // the label column's name; empty: no such column
  std::size_t reasons = 0;  // pairs of reason and share
  bool verdict = false;     // whether there is a verdict column
  bool regions = false;     // whether JSON Lines have the numbers of regions
};

// Error(usage) if the label column is called like another column of the file.
void check_format(const ScoresFormat& format);

// Appended to out, which may be used again; thread-safe for different out.
void append_csv_header(std::string& out, const ScoresFormat& format);
void append_csv(std::string& out, const ScoresFormat& format, const ScoredBlock& block);
void append_jsonl(std::string& out, const ScoresFormat& format, const ScoredBlock& block);

// Whether these are the columns of a score file, and the name of its label column, empty if it has none.
bool is_score_file(const std::vector<std::string>& columns);
std::string label_column(const std::vector<std::string>& columns);

// Reads a score file of a model with these components back, in order, a block at a time; columns are the
// model's, to tell a reason's column from its text. Returns the number of records. Throws Error(data) with
// the place if it is not a score file, Error(model) if it is one of another model, Error(io) if it cannot be
// read.
std::uint64_t read_scores(const std::string& path, const std::vector<std::string>& components,
                          const std::vector<std::string>& columns,
                          const std::function<void(std::span<const Score>)>& sink);

}  // namespace discern
