// Bytes of a file or of standard input, in order, with gzip read through.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace discern {

class ByteStream {
 public:
  virtual ~ByteStream() = default;
  // Fills up to size bytes (size > 0) and says how many; 0 only at the end. Error(io) if the system refuses,
  // Error(data) if compressed bytes are damaged or cut off.
  virtual std::size_t read(char* to, std::size_t size) = 0;
};

// path "-" is standard input. What begins as gzip does is decompressed, whatever its name; a name that ends
// with .gz and holds something else is Error(data).
std::unique_ptr<ByteStream> open_bytes(const std::string& path);

// Reads until size bytes are there or the stream ends; says how many.
std::size_t read_fully(ByteStream& bytes, char* to, std::size_t size);

// The path for people: "standard input" for "-".
std::string shown_path(const std::string& path);

}  // namespace discern
