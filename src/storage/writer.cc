#include "base/fail.h"
#include "discern/version.h"
#include "storage/layout.h"

namespace discern {
namespace {

constexpr std::size_t kAlignment = 8;  // of the data in the file

std::uint64_t bytes_of(const Tensor& tensor) {
  return std::visit([](const auto& values) { return std::uint64_t(values.size() * sizeof(values[0])); },
                    tensor.values);
}

std::string_view dtype_of(const Tensor& tensor) {
  return tensor.values.index() == 0 ? "F32" : "F64";
}

// In the order of the file: eight-byte numbers first keep every tensor aligned without gaps.
template <class Visit>
void each_tensor(const Archive& archive, Visit visit) {
  for (const std::size_t type : {1, 0})
    for (const auto& [name, tensor] : archive.tensors)
      if (tensor.values.index() == type) visit(name, tensor);
}

std::string dump(const Json& json) {
  try {
    return json.dump();
  } catch (const Json::exception&) {
    fail(Fault::data,
         "a column name or category is not UTF-8 text; convert the records to UTF-8 and train again");
  }
}

std::string header_text(const Archive& archive, const std::string& meta) {
  Json header = Json::object();
  header[kMetadata] = {{"format", kFormat},
                       {"format_version", std::to_string(kFormatVersion)},
                       {"program", kVersion},
                       {"sha256", kNoDigest},
                       {"meta", meta}};
  std::uint64_t end = 0;
  each_tensor(archive, [&](const std::string& name, const Tensor& tensor) {
    const std::uint64_t begin = end;
    end += bytes_of(tensor);
    header[name] = {{"dtype", dtype_of(tensor)}, {"shape", tensor.shape}, {"data_offsets", {begin, end}}};
  });
  std::string text = dump(header);
  text.resize((text.size() + kAlignment - 1) / kAlignment * kAlignment, ' ');
  return text;
}

// So that nothing is written that could not be read.
void check_limits(const Archive& archive, const std::string& header, const std::string& meta) {
  const bool readable = header.size() <= kMostHeader && archive.tensors.size() <= kMostTensors &&
                        !json_fault(header, kHeaderLimits) && !json_fault(meta);
  if (!readable)
    fail(Fault::data,
         "the columns take {} bytes to describe, expected at most {}; leave out columns of many categories",
         header.size(), kMostHeader);
}

}  // namespace

std::string to_bytes(const Archive& archive) {
  const std::string meta = dump(archive.meta);
  const std::string header = header_text(archive, meta);
  check_limits(archive, header, meta);
  const std::uint64_t length = header.size();
  std::string bytes(reinterpret_cast<const char*>(&length), sizeof length);
  bytes += header;
  each_tensor(archive, [&](const std::string&, const Tensor& tensor) {
    std::visit(
        [&](const auto& values) {
          bytes.append(reinterpret_cast<const char*>(values.data()), bytes_of(tensor));
        },
        tensor.values);
  });
  const std::size_t at = bytes.find(kDigestKey) + kDigestKey.size();
  const std::string digest = digest_of(bytes, at);
  return bytes.replace(at, digest.size(), digest);
}

}  // namespace discern
