#pragma once

namespace discern {

inline constexpr const char* kVersion = "0.1.0";
// The model file's format: files from 1 up to this one are read.
inline constexpr int kFormatVersion = 1;

}  // namespace discern
