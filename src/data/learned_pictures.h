// The column of pictures while the normal records are read.
#pragma once

#include <string>
#include <vector>

#include "data/schema.h"

namespace discern {

class LearnedPictures {
 public:
  // height, width of the model's pictures; 0: found.
  LearnedPictures(std::string name, std::size_t position, std::size_t height, std::size_t width)
      : name_(std::move(name)), position_(position), shape_{height, width, 1} {}

  // The rows of block that keep says. Error(data) if the column is one of text or numbers here.
  void append(const Block& block, const std::vector<char>& keep);

  // The schema's column; table gets its values and pixels. At least one picture was appended.
  ColumnSchema finish(Table& table, std::vector<std::string>& warnings);

 private:
  void choose_shape(const Picture& first);
  void add(const Picture& picture);
  void become_colour();
  void find_intensities(ColumnSchema& column) const;

  std::string name_;
  std::size_t position_;
  PictureShape shape_;
  std::size_t first_height_ = 0, first_width_ = 0;
  bool found_ = false;  // the shape was not given
  bool sizes_differ_ = false;
  bool all_bytes_ = true;  // every picture's black and white are 0 and 255
  std::vector<float> pixels_;
  std::size_t count_ = 0;
};

// Mean intensities of pictures of shape -> [pixels / shape.size()].
std::vector<double> mean_intensities(const std::vector<float>& pixels, const PictureShape& shape);

// The pictures of a block's column; Error(data) if it holds none.
const PictureColumn& pictures_of(const Block& block, std::size_t column, const std::string& name);

}  // namespace discern
