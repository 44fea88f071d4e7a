// What the writer and the reader of a model file agree on. FORMAT.md is the contract.
#pragma once

#include <bit>
#include <string>
#include <string_view>

#include "storage/model_file.h"
#include "storage/sha256.h"
#include "storage/strict_json.h"

namespace discern {

static_assert(std::endian::native == std::endian::little, "the model file is little-endian");

inline constexpr std::string_view kFormat = "discern";
inline constexpr const char* kMetadata = "__metadata__";
inline constexpr std::size_t kLengthBytes = 8;  // of the header's length, before the header
inline constexpr std::size_t kMostRank = 8;
// A tensor is a name, a dtype, a shape and two offsets; and there is the metadata.
inline constexpr JsonLimits kHeaderLimits = {3, kMostTensors + 1, (kMostTensors + 1) * (kMostRank + 8)};

// The checksum is of the file with its own digits as zeros. The key stands once in a sound header: within a
// string its quotes would be escaped.
inline constexpr std::string_view kDigestKey = "\"sha256\":\"";
inline constexpr std::string_view kNoDigest =
    "0000000000000000000000000000000000000000000000000000000000000000";

// bytes is the file, at is where its digits stand, all of them.
inline std::string digest_of(std::string_view bytes, std::size_t at) {
  return sha256({bytes.substr(0, at), kNoDigest, bytes.substr(at + kNoDigest.size())});
}

}  // namespace discern
