// Model files taken apart and put together again, so that tests get past the checksum.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

#include "base/json.h"
#include "storage/sha256.h"

namespace model_bytes {

struct Parts {
  std::string header;
  std::string data;
};

inline Parts split(const std::string& bytes) {
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  return {bytes.substr(8, length), bytes.substr(8 + length)};
}

inline std::string join(const Parts& parts) {
  const std::uint64_t length = parts.header.size();
  return std::string(reinterpret_cast<const char*>(&length), 8) + parts.header + parts.data;
}

// join(), with the checksum that belongs to it, as FORMAT.md says it is made.
inline std::string seal(const Parts& parts) {
  const std::string key = "\"sha256\":\"";
  std::string bytes = join(parts);
  const std::size_t found = bytes.find(key);
  if (found == bytes.npos || bytes.size() < found + key.size() + 64) return bytes;
  bytes.replace(found + key.size(), 64, std::string(64, '0'));
  return bytes.replace(found + key.size(), 64, discern::sha256({bytes}));
}

// bytes with a header that edit(discern::Json&) changed, sealed.
template <class Edit>
std::string edited(const std::string& bytes, Edit edit) {
  Parts parts = split(bytes);
  discern::Json header = discern::Json::parse(parts.header);
  edit(header);
  parts.header = header.dump();
  return seal(parts);
}

}  // namespace model_bytes
