#pragma once

#include <memory>
#include <string>

#include "data/byte_stream.h"
#include "data/zip_archive.h"

namespace discern {

// The bytes of a member whose data begins at `begin` of file and lies within it. name is for messages.
std::unique_ptr<ByteStream> open_zip_member(std::shared_ptr<const SeekableFile> file, const ZipMember& member,
                                            std::uint64_t begin, std::string name);

}  // namespace discern
