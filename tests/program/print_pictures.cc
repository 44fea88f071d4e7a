// Prints the pictures of a source, one a line: file, height, width, channels, pixels.
#include <fmt/format.h>

#include "discern/error.h"
#include "discern/records.h"

int main(int count, char** values) {
  try {
    const auto source = discern::open_source(std::vector<std::string>(values + 1, values + count));
    for (discern::Block block; source->next(block);)
      for (std::size_t i = 0; i < block.size; ++i) {
        const auto& picture = std::get<discern::PictureColumn>(block.columns[0])[i];
        fmt::print("{}\t{}\t{}\t{}", std::get<discern::TextColumn>(block.columns[1])[i], picture.height,
                   picture.width, picture.channels);
        for (const float pixel : picture.pixels) fmt::print("\t{}", pixel);
        fmt::print("\n");
      }
  } catch (const discern::Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
