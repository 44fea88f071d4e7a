// Seeded damage to a model file: from single bits to sealed files whose header says something else.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "storage/model_bytes.h"

namespace mutations {

using discern::Json;
using discern::Random;

inline std::size_t place(Random& random, const std::string& bytes) {
  return random.below(bytes.size() + 1);
}

// Bits, bytes, pieces: what disks and networks do.
inline std::string damage(Random& random, std::string bytes) {
  const std::size_t at = random.below(bytes.size());
  switch (random.below(6)) {
    case 0:
      bytes[at] = char(bytes[at] ^ (1 << random.below(8)));
      break;
    case 1:
      bytes[at] = char(random.below(256));
      break;
    case 2:
      bytes.resize(at);
      break;
    case 3:
      bytes.insert(place(random, bytes), random.below(16) + 1, char(random.below(256)));
      break;
    case 4:
      bytes.erase(at, random.below(64) + 1);
      break;
    default:
      bytes.insert(place(random, bytes), bytes, at, random.below(64));
      break;
  }
  return bytes;
}

// Values that are wrong almost everywhere.
inline Json strange(Random& random) {
  static const std::vector<Json> kValues = {Json(),
                                            0,
                                            1,
                                            -1,
                                            2,
                                            1e300,
                                            -0.5,
                                            1ull << 32,
                                            1ull << 62,
                                            ~0ull,
                                            true,
                                            "",
                                            "numeric",
                                            "\u00e4",
                                            "F64",
                                            "inf",
                                            Json::array(),
                                            Json::object(),
                                            Json::array({1, 2, 3}),
                                            Json::array({"a", "a"}),
                                            Json::array({1ull << 33, 1ull << 33}),
                                            Json({{"name", 1}})};
  return kValues[random.below(kValues.size())];
}

// All values within json, itself first.
inline void collect(Json& json, std::vector<Json*>& out) {
  out.push_back(&json);
  if (json.is_structured())
    for (Json& child : json) collect(child, out);
}

inline void nudge(Random& random, Json& json) {
  if (json.is_number_integer() && random.below(2))
    json = json.get<std::int64_t>() + std::int64_t(random.below(5)) - 2;
  else if (json.is_number() && random.below(2))
    json = json.get<double>() * (random.uniform() * 4 - 2);
  else if (json.is_array() && !json.empty() && random.below(2))
    json.erase(random.below(json.size()));
  else if (json.is_array() && !json.empty() && random.below(2))
    json.push_back(Json(json[random.below(json.size())]));
  else if (json.is_object() && !json.empty() && random.below(2))
    json.erase(std::string(std::next(json.items().begin(), std::ptrdiff_t(random.below(json.size()))).key()));
  else
    json = strange(random);
}

// Changes one value somewhere in json.
inline void edit(Random& random, Json& json) {
  std::vector<Json*> values;
  collect(json, values);
  nudge(random, *values[random.below(values.size())]);
}

// The header changed and the file sealed again: the checksum does not help.
inline std::string edit_header(Random& random, const std::string& bytes) {
  return model_bytes::edited(bytes, [&](Json& header) { edit(random, header); });
}

// The description of the detector changed, one to three values, and the file sealed again.
inline std::string edit_meta(Random& random, const std::string& bytes) {
  return model_bytes::edited(bytes, [&](Json& header) {
    Json meta = Json::parse(header["__metadata__"]["meta"].get<std::string>());
    for (std::uint64_t n = random.below(3) + 1; n > 0 && meta.is_object(); --n) edit(random, meta);
    header["__metadata__"]["meta"] = meta.dump();
  });
}

// Damage to the text of the header or to the data, sealed again.
inline std::string damage_sealed(Random& random, const std::string& bytes) {
  auto parts = model_bytes::split(bytes);
  std::string& part = random.below(2) && !parts.data.empty() ? parts.data : parts.header;
  part = damage(random, part);
  return model_bytes::seal(parts);
}

inline std::string any(Random& random, const std::string& bytes) {
  switch (random.below(4)) {
    case 0:
      return damage(random, bytes);
    case 1:
      return damage_sealed(random, bytes);
    case 2:
      return edit_header(random, bytes);
    default:
      return edit_meta(random, bytes);
  }
}

}  // namespace mutations
