// JPEG's lossless process with Huffman codes: ITU-T T.81 (1992), annex H.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace discern {

struct LosslessPicture {
  std::size_t height = 0, width = 0, samples = 0;
  std::vector<std::uint32_t> values;  // [samples][height * width]
};

// bytes: one picture of height x width pixels of `samples` samples, 2 to 16 bits each. Error(data) with name
// for what is damaged, of another size or process; the size is held against the header's before anything is
// allocated.
LosslessPicture decode_lossless_jpeg(std::string_view bytes, std::size_t height, std::size_t width,
                                     std::size_t samples, const std::string& name);

}  // namespace discern
