#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/fail.h"
#include "discern/version.h"
#include "storage/layout.h"

namespace discern {
namespace {

[[noreturn]] void damaged(const std::string& path, const std::string& what) {
  fail(Fault::model, "{}: damaged: {}; copy it again or train again", path, what);
}

[[noreturn]] void foreign(const std::string& path, const std::string& what) {
  fail(Fault::model, "{}: not a model file: {}; name a file that discern train wrote", path, what);
}

struct Header {
  Json json;
  std::string_view text;
  std::string_view data;
};

Header read_header(std::string_view bytes, const std::string& path) {
  check_start(bytes.substr(0, kLengthBytes + 1), bytes.size(), path);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  Header header;
  header.text = bytes.substr(kLengthBytes, length);
  header.data = bytes.substr(kLengthBytes + length);
  if (const char* fault = json_fault(header.text, kHeaderLimits))
    damaged(path, fmt::format("its header {}", fault));
  header.json = Json::parse(header.text.begin(), header.text.end());
  return header;
}

// "" if there is no such text.
std::string metadata(const Json& header, const char* key) {
  const auto found = header.find(kMetadata);
  if (found == header.end() || !found->is_object()) return "";
  const auto value = found->find(key);
  return value != found->end() && value->is_string() ? value->get<std::string>() : "";
}

void check_format(const Json& header, const std::string& path) {
  if (metadata(header, "format") != kFormat)
    foreign(path, "a safetensors file without the metadata of discern");
  const std::string text = metadata(header, "format_version");
  int version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc() || end != text.data() + text.size() || version < 1)
    damaged(path, "its format version is not a whole number from 1");
  if (version > kFormatVersion)
    fail(Fault::model, "{}: written by a newer discern (format {}; this one reads 1 to {}); upgrade discern",
         path, version, kFormatVersion);
}

// Where the last tensor would end, by a header that may be damaged.
std::uint64_t claimed_end(const Json& header) {
  std::uint64_t end = 0;
  for (const Json& entry : header) {
    if (!entry.is_object() || !entry.contains("data_offsets")) continue;
    const Json& offsets = entry["data_offsets"];
    if (offsets.is_array() && offsets.size() == 2 && offsets[1].is_number_unsigned())
      end = std::max(end, offsets[1].get<std::uint64_t>());
  }
  return end;
}

void check_digest(std::string_view bytes, const Header& header, const std::string& path) {
  const std::size_t key = header.text.find(kDigestKey);
  if (key == header.text.npos) damaged(path, "it has no checksum");
  const std::size_t at = kLengthBytes + key + kDigestKey.size();
  const std::string_view digest = bytes.substr(at, kNoDigest.size());
  if (digest.size() == kNoDigest.size() && digest_of(bytes, at) == digest) return;
  const std::uint64_t end = claimed_end(header.json);
  if (end > header.data.size())
    fail(Fault::model, "{}: truncated: found {} bytes, expected {}; copy it again or train again", path,
         bytes.size(), bytes.size() - header.data.size() + end);
  damaged(path, "its checksum differs from the one it was written with");
}

bool is_whole(const Json& json) {
  return json.is_number_unsigned();
}

// The numbers of an array of whole numbers, or nothing.
bool read_numbers(const Json& json, std::size_t most, std::vector<std::uint64_t>& out) {
  if (!json.is_array() || json.size() > most || !std::all_of(json.begin(), json.end(), is_whole))
    return false;
  out = json.get<std::vector<std::uint64_t>>();
  return true;
}

// Whether shape holds exactly `count` numbers; its product may overflow.
bool holds(const std::vector<std::uint64_t>& shape, std::uint64_t count) {
  std::uint64_t product = 1;
  for (const std::uint64_t size : shape)
    if (__builtin_mul_overflow(product, size, &product)) return false;
  return product == count;
}

template <class T>
std::vector<T> numbers(std::string_view bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

// The tensor that starts at `at` in data, where the one before it ended; at moves to its end.
Tensor read_tensor(const std::string& name, const Json& entry, std::string_view data, std::uint64_t& at,
                   const std::string& path) {
  const auto refuse = [&](const char* what) {
    damaged(path, fmt::format("tensor {} {}", Json(name).dump(), what));
  };
  if (!entry.is_object() || entry.size() != 3 || !entry.contains("dtype") || !entry.contains("shape") ||
      !entry.contains("data_offsets"))
    refuse("is not described by dtype, shape and data_offsets");
  const bool single = entry["dtype"] == "F32";
  if (!single && entry["dtype"] != "F64") refuse("is of a type other than F32 and F64");
  std::vector<std::uint64_t> shape, offsets;
  if (!read_numbers(entry["shape"], kMostRank, shape)) refuse("has an impossible shape");
  if (!read_numbers(entry["data_offsets"], 2, offsets) || offsets.size() != 2)
    refuse("has impossible offsets");
  const std::uint64_t begin = offsets[0], end = offsets[1];
  if (begin != at || end < begin || end > data.size()) refuse("does not follow the one before it");
  const std::size_t size = single ? sizeof(float) : sizeof(double);
  if ((end - begin) % size != 0 || !holds(shape, (end - begin) / size))
    refuse("has another size than its shape");
  at = end;
  const std::string_view bytes = data.substr(begin, end - begin);
  if (single) return {std::move(shape), numbers<float>(bytes)};
  return {std::move(shape), numbers<double>(bytes)};
}

}  // namespace

void check_start(std::string_view start, std::uint64_t size, const std::string& path) {
  std::uint64_t length = 0;
  if (start.size() <= kLengthBytes) foreign(path, fmt::format("it holds {} bytes", size));
  std::memcpy(&length, start.data(), sizeof length);
  if (start[kLengthBytes] != '{' || length > kMostHeader)
    foreign(path, "it does not start like a safetensors file");
  if (length > size - kLengthBytes)
    fail(Fault::model, "{}: truncated: found {} bytes, expected at least {}; copy it again or train again",
         path, size, kLengthBytes + length);
}

Archive from_bytes(std::string_view bytes, const std::string& path) {
  const Header header = read_header(bytes, path);
  check_format(header.json, path);
  check_digest(bytes, header, path);
  Archive archive;
  std::uint64_t at = 0;
  for (const auto& [name, entry] : header.json.items())
    if (name != kMetadata) archive.tensors[name] = read_tensor(name, entry, header.data, at, path);
  if (at != header.data.size())
    damaged(path, fmt::format("{} bytes follow its last tensor", header.data.size() - at));
  const std::string meta = metadata(header.json, "meta");
  if (const char* fault = json_fault(meta)) damaged(path, fmt::format("its description {}", fault));
  archive.meta = Json::parse(meta);
  if (!archive.meta.is_object()) damaged(path, "its description is not a JSON object");
  return archive;
}

}  // namespace discern
