#include "data/zip_archive.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <unordered_set>

#include "base/fail.h"
#include "data/zip_stream.h"

namespace discern {
namespace {

constexpr std::size_t kEndSize = 22, kLocatorSize = 20, kLargeEndSize = 56, kEntrySize = 46, kLocalSize = 30;
constexpr std::uint64_t kMostMembers = 10'000, kMostDirectory = std::uint64_t(16) << 20;
constexpr std::uint64_t k16 = 0xFFFF, k32 = 0xFFFFFFFF;  // "see the zip64 record"

// The little-endian number of `size` bytes at `at`, which must be within text.
std::uint64_t number(std::string_view text, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(text[at + i]);
  return value;
}

std::string bytes_at(const SeekableFile& file, std::uint64_t at, std::size_t size) {
  std::string out(size, '\0');
  file.read_at(at, out.data(), size);
  return out;
}

// Fills what the entry left to its zip64 field; false if the field is not there or too short.
bool read_large_sizes(std::string_view extra, ZipMember& member) {
  std::uint64_t* wanted[] = {&member.size, &member.compressed, &member.header};
  if (std::none_of(std::begin(wanted), std::end(wanted), [](auto* value) { return *value == k32; }))
    return true;
  while (extra.size() >= 4) {
    const std::size_t size = number(extra, 2, 2);
    if (size > extra.size() - 4) return false;
    if (number(extra, 0, 2) != 1) {
      extra.remove_prefix(4 + size);
      continue;
    }
    std::string_view field = extra.substr(4, size);
    for (std::uint64_t* value : wanted) {
      if (*value != k32) continue;
      if (field.size() < 8) return false;
      *value = number(field, 0, 8);
      field.remove_prefix(8);
    }
    return true;
  }
  return false;
}

}  // namespace

ZipArchive::ZipArchive(const std::string& path)
    : name_(shown_path(path)), file_(std::make_shared<SeekableFile>(path)) {
  read_members(find_directory());
}

void ZipArchive::refuse(const char* what) const {
  fail(Fault::data, "{}: is no sound .npz file: {}; copy it again or write it with numpy.savez", name_, what);
}

ZipArchive::Directory ZipArchive::find_directory() const {
  const std::uint64_t size = file_->size();
  const std::size_t tail_size = std::size_t(std::min<std::uint64_t>(size, kEndSize + k16));
  const std::string tail = bytes_at(*file_, size - tail_size, tail_size);
  std::size_t at = tail_size < kEndSize ? tail.npos : tail.rfind("PK\5\6", tail_size - kEndSize);
  while (at != tail.npos && at + kEndSize + number(tail, at + 20, 2) != tail_size)
    at = at == 0 ? tail.npos : tail.rfind("PK\5\6", at - 1);
  if (at == tail.npos) refuse("it has no directory");
  Directory found{number(tail, at + 16, 4), number(tail, at + 12, 4), number(tail, at + 10, 2)};
  const std::uint64_t end = size - tail_size + at;
  if (found.begin == k32 || found.size == k32 || found.members == k16) {
    if (end < kLocatorSize) refuse("its directory is damaged");
    read_large(end - kLocatorSize, found);
  }
  if (found.begin > end || found.size > end - found.begin || found.size > kMostDirectory ||
      found.members > kMostMembers)
    refuse("its directory is damaged");
  return found;
}

void ZipArchive::read_large(std::uint64_t locator, Directory& directory) const {
  const std::string where = bytes_at(*file_, locator, kLocatorSize);
  if (!where.starts_with("PK\6\7")) return;
  const std::string record = bytes_at(*file_, number(where, 8, 8), kLargeEndSize);
  if (!record.starts_with("PK\6\6")) refuse("its directory is damaged");
  directory = {number(record, 48, 8), number(record, 40, 8), number(record, 32, 8)};
}

void ZipArchive::read_members(const Directory& directory) {
  const std::string text = bytes_at(*file_, directory.begin, std::size_t(directory.size));
  std::string_view rest = text;
  std::unordered_set<std::string> seen;
  for (std::uint64_t i = 0; i < directory.members; ++i) {
    if (rest.size() < kEntrySize || !rest.starts_with("PK\1\2")) refuse("its directory is damaged");
    const std::size_t name = number(rest, 28, 2), extra = number(rest, 30, 2), comment = number(rest, 32, 2);
    if (rest.size() - kEntrySize < name + extra + comment) refuse("its directory is damaged");
    ZipMember member;
    member.encrypted = number(rest, 8, 2) & 1;
    member.method = unsigned(number(rest, 10, 2));
    member.crc = std::uint32_t(number(rest, 16, 4));
    member.compressed = number(rest, 20, 4);
    member.size = number(rest, 24, 4);
    member.header = number(rest, 42, 4);
    member.name = rest.substr(kEntrySize, name);
    if (!read_large_sizes(rest.substr(kEntrySize + name, extra), member)) refuse("its directory is damaged");
    if (!seen.insert(member.name).second) refuse("two members have one name");
    members_.push_back(std::move(member));
    rest.remove_prefix(kEntrySize + name + extra + comment);
  }
}

std::unique_ptr<ByteStream> ZipArchive::open(const ZipMember& member) const {
  if (member.encrypted) refuse("it is encrypted");
  if (member.method != 0 && member.method != 8) refuse("it is compressed in a way other than deflate");
  const std::string local = bytes_at(*file_, member.header, kLocalSize);
  if (!local.starts_with("PK\3\4")) refuse("a member is not where the directory says");
  const std::uint64_t begin = member.header + kLocalSize + number(local, 26, 2) + number(local, 28, 2);
  if (begin > file_->size() || member.compressed > file_->size() - begin) refuse("a member is cut off");
  if (member.method == 0 && member.compressed != member.size) refuse("a member's sizes differ");
  return open_zip_member(file_, member, begin, name_ + "#" + member.name);
}

}  // namespace discern
