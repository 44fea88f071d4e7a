// Records and where they come from: a Source yields Blocks of consecutive records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace discern {

using TextColumn = std::vector<std::string_view>;  // as written; an empty view is a missing value
using NumberColumn = std::vector<double>;          // NaN is a missing value

// A picture as its file has it, of any size.
struct Picture {
  std::size_t height = 0, width = 0;
  std::size_t channels = 0;  // 1 grey; 3 red, green, blue
  // What the file calls black and white: 0 and 255 of 8 bits, 0 and 65535 of 16; NaN where it does not say.
  float low = std::numeric_limits<float>::quiet_NaN();
  float high = std::numeric_limits<float>::quiet_NaN();
  std::vector<float> pixels;  // [channels, height, width], linear in what the file holds, finite
};
using PictureColumn = std::vector<Picture>;

// Consecutive records of one file, column by column. Views point into `storage`.
struct Block {
  std::uint64_t first = 1;          // number of the first record in its Source, counted from 1
  std::uint64_t first_in_file = 1;  // the same in its file
  std::size_t size = 0;             // records; every column has as many values
  std::vector<std::variant<TextColumn, NumberColumn, PictureColumn>> columns;
  char decimal = '.';                // decimal sign of the numbers in text columns
  std::string file;                  // as the user named it; "-" is standard input
  std::vector<std::uint64_t> lines;  // [size] line each record starts on, from 1; empty for binary files
  std::shared_ptr<void> storage;     // keeps the text alive; a Block may outlive its Source

  // "incoming.csv:37" for text, "x.npz: record 37" otherwise. row < size.
  std::string place(std::size_t row) const;
};

// Records read once, in order. Not thread-safe: one thread reads. Blocks may be handed to other threads.
class Source {
 public:
  virtual ~Source() = default;
  // Names, unique, in the order of Block::columns. Files without names give "c1", "c2", ...
  virtual const std::vector<std::string>& columns() const = 0;
  // What messages about all of the records call them: "incoming.csv", "a.csv and 2 more".
  virtual std::string name() const { return "the records"; }
  // Replaces block with the next records, at least one; false, and block untouched, at the end. Memory does
  // not grow with the file. Throws Error(data) with the place of what cannot be read, Error(io) if reading
  // fails.
  virtual bool next(Block& block) = 0;
};

enum class Header { detect, present, absent };
// Which way a volume is cut: axial from below up, coronal from back to front, sagittal from left to right.
enum class SliceAxis { axial, coronal, sagittal };

// What a file cannot say about itself, and how its pictures are read.
struct ReadOptions {
  char delimiter = '\0';  // '\0': the most frequent in the first line among , ; tab |
  char decimal = '.';     // '.' or ','
  // detect: the first row is a header if no field of it is a number or a missing-value word, and the second
  // row has a number or the first row's fields are all different and none is empty.
  Header header = Header::detect;
  // Words that mean "no value", beside the empty one; blanks around them do not count.
  std::vector<std::string> missing = {"NA", "NaN", "nan", "null", "NULL"};
  std::size_t block_records = 4096;  // most records of a block; wide records come in smaller blocks
  bool flatten = false;                        // pictures of npy, npz and idx files as rows of numbers
  SliceAxis slice_axis = SliceAxis::axial;     // of NIfTI volumes
  bool dicom_window = false;                   // by the file's first window, [0, 255], instead of all intensities
  bool keep_dicom_tags = false;                // patient and series as the file names them, not "patient 1"
};

// input: a path, a folder (all its readable files, by name; pictures of the folders in it too), or "-" for
// standard input (CSV unless prefixed).
// The format is taken from a prefix (csv: tsv: jsonl: npy: npz: idx: images: dicom: nifti:) or from the
// extension; gzip is read through. Several inputs are read one after the other; tables must have the same
// columns, in any order.
//   csv, tsv  RFC 4180; blank lines are skipped, a byte order mark is ignored.
//   jsonl     one flat object a line; the first one's keys are the columns, a key that is absent is missing.
//   npy       one or two dimensions of numbers; columns c1, c2, ...; three or four are pictures.
//   npz       X (columns c1, c2, ...) and y (a column "y") if there is an X, else its only array; another is
//             picked as in "file.npz#name". Of train_images, train_labels, ... a part as in "file.npz#train".
//   idx       the first dimension counts records; two or more others are a picture, one is columns c1, c2, ...
//             Labels are those of the file ...-labels-idx1-ubyte beside ...-images-idx3-ubyte.
//   images    PNG of up to 16 bits, JPEG, TIFF, grey or colour; no alpha channel.
//   dicom     files of one or more frames, by series and position; uncompressed, RLE, JPEG (baseline, extended,
//             lossless), JPEG-LS or JPEG 2000; intensities after rescaling.
//   nifti     volumes as slices, seen from the feet, from the front or from the left; values after scaling.
// Records that are pictures have the columns image, file (the path, "path#3" for the third picture of a file)
// and folder (the name of the one it is in); label if the format has labels; series, slice and patient if it
// has those.
// Throws Error(io) when a file cannot be opened, Error(data) when it has no records or is not of its format,
// Error(usage) for a format nobody knows.
std::unique_ptr<Source> open_source(const std::vector<std::string>& inputs, const ReadOptions& options = {});
std::unique_ptr<Source> open_source(const std::string& input, const ReadOptions& options = {});

// Records that are in memory already: values is [n, names.size()], row by row, NaN for a missing value.
// Throws Error(data) for names that are empty or not unique, Error(usage) for values that are no whole
// records.
std::unique_ptr<Source> make_source(std::vector<std::string> names, std::vector<double> values);

}  // namespace discern
