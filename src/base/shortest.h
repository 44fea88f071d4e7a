// Numbers as the shortest text that reads back to the same bits.
#pragma once

#include <cstddef>

namespace discern {

// Room that one number needs; more of it may be written to than the text takes.
inline constexpr std::size_t kMostShortest = 48;

// Writes what std::to_chars(to, to + kMostShortest, value) writes, in a third of its time where the number
// has an everyday size -> the end of the text.
char* write_shortest(char* to, float value);
char* write_shortest(char* to, double value);

}  // namespace discern
