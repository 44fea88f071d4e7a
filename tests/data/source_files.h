// Files to read from, made in a folder that is removed again; and what sources gave.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "discern/error.h"
#include "discern/records.h"

namespace discern::test {

class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string path() const { return folder_.string(); }
  // The path of a new file with these bytes.
  std::string write(const std::string& name, std::string_view bytes) const;

 private:
  std::filesystem::path folder_;
};

// All cells as text, missing ones as "<missing>", pictures as "2x3x1 0 1 ..." (height, width, channels,
// pixels).
using Rows = std::vector<std::vector<std::string>>;
Rows read_rows(Source& source);
Rows read_rows(const std::string& input, const ReadOptions& options = {});

struct Caught {
  Fault fault;
  std::string text;  // with the folder's path taken out
};
// What reading input to its end throws; fails the test if nothing.
Caught caught(const Folder& folder, const std::string& input, const ReadOptions& options = {});

std::string gzip(std::string_view bytes);
// "\x93NUMPY" with the given dictionary and data.
std::string npy(const std::string& dictionary, std::string_view data, char version = 1);
// The bytes of values as this machine has them.
template <class T>
std::string raw(const std::vector<T>& values) {
  return std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

struct ZipFile {
  std::string name, bytes;
  bool deflated = false;
  bool large = false;  // sizes and place in a zip64 field
};
std::string zip(const std::vector<ZipFile>& files, bool large_directory = false);

}  // namespace discern::test
