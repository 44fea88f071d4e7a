#pragma once

#include <memory>
#include <string>

#include "data/byte_stream.h"

namespace discern {

// Decompresses all members of compressed, one after the other. name is for messages.
std::unique_ptr<ByteStream> open_gzip(std::unique_ptr<ByteStream> compressed, const std::string& name);

}  // namespace discern
