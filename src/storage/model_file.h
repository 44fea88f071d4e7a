// The model file as bytes. FORMAT.md is the contract.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/archive.h"

namespace discern {

// What a file may ask for before anything is allocated.
inline constexpr std::uint64_t kMostHeader = 64u << 20;  // bytes
inline constexpr std::size_t kMostTensors = 10'000;

// The same archive gives the same bytes. Every tensor has as many values as its shape says. Throws
// Error(data) when its names and categories are not UTF-8 or too much for a header that from_bytes would
// read.
std::string to_bytes(const Archive& archive);

// path is for messages. from_bytes(to_bytes(a), ...) has a's tensors to the bit and a's meta.
// Throws Error(model), one line a fault: no model file, truncated, damaged, too new, no discern metadata.
Archive from_bytes(std::string_view bytes, const std::string& path);

// Error(model) if a file of `size` bytes that starts like this cannot be a whole model file, so that other
// files are refused unread. start holds the first 9 bytes, or all if there are fewer.
void check_start(std::string_view start, std::uint64_t size, const std::string& path);

}  // namespace discern
