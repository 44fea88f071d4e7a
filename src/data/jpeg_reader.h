// What JPEG's processes with Huffman codes share: markers, tables, frame, bits. ITU-T T.81 (1992).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace discern {

struct JpegSamples {
  std::size_t height = 0, width = 0, samples = 0;
  unsigned bits = 0;                  // a sample
  std::vector<std::uint32_t> values;  // [samples][height * width]
};

enum class JpegTables { dc, ac };  // what lossless pictures have is dc

// A picture of one scan. Error(data) with name for what is damaged, of another size or process.
class JpegReader {
 public:
  // process: as messages call it. processes: the SOF markers that are read.
  JpegReader(std::string_view bytes, const std::string& name, std::string_view process,
             std::vector<unsigned> processes)
      : bytes_(bytes), name_(name), process_(process), processes_(std::move(processes)) {}

  // To the end of the scan's header. Error(data) unless the picture is of this size and of `samples` <= 4
  // samples of one resolution, all in one scan.
  void read_headers(std::size_t height, std::size_t width, std::size_t samples);

  // Of the frame and the scan.
  unsigned precision() const { return precision_; }
  std::size_t restart_interval() const { return interval_; }      // 0: none
  std::array<unsigned, 3> scan_end() const { return scan_end_; }  // Ss, Se, Ah and Al
  // In zigzag order, of sample 0; Error(data) where there is none.
  const std::array<std::uint16_t, 64>& quantisation() const;

  // The next Huffman-coded byte, by the sample's table of that class.
  unsigned symbol(JpegTables kind, std::size_t sample);
  // The next `count` <= 16 bits.
  std::uint32_t take(unsigned count);
  // T.81, F.2.2.1: what `length` <= 15 bits stand for.
  std::int32_t extended(unsigned length);
  // Passes a restart marker.
  void restart();

  std::size_t size() const { return bytes_.size(); }
  [[noreturn]] void refuse(std::string_view why) const;

 private:
  // Codes by their length, as F.2.2.3 decodes them.
  struct HuffmanTable {
    bool there = false;
    std::array<std::int32_t, 17> least{}, most{}, first{};  // by length: codes, and where their values begin
    std::vector<std::uint8_t> values;
  };

  unsigned number(std::size_t size);
  unsigned next_marker();
  std::size_t segment();
  void read_huffman_tables(std::size_t end);
  void read_quantisation(std::size_t end);
  void read_frame(std::size_t height, std::size_t width, std::size_t samples);
  void read_scan_header();

  std::string_view bytes_;
  const std::string& name_;
  std::string_view process_;
  std::vector<unsigned> processes_;
  std::size_t at_ = 0;
  std::array<std::array<HuffmanTable, 4>, 2> tables_;
  std::array<std::array<std::uint16_t, 64>, 4> quantisation_{};
  std::array<bool, 4> quantisation_there_{};
  std::size_t samples_ = 0;
  std::array<unsigned, 4> ids_{}, table_of_{};  // table_of_: DC and AC, four bits each
  std::array<unsigned, 3> scan_end_{};
  unsigned precision_ = 0, quantisation_of_ = 0;
  std::size_t interval_ = 0;
  std::uint32_t bits_ = 0;
  unsigned held_ = 0;
};

}  // namespace discern
