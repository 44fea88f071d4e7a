// How far along a long job is, on stderr.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace discern {

// On a terminal one line that is rewritten, with rate and time left; elsewhere a plain line every ten
// seconds. From one thread.
class ProgressLine {
 public:
  explicit ProgressLine(bool quiet);
  ~ProgressLine();
  // unit: "steps", "records"; total 0: not known. note: what stands at the end of the line.
  void show(const std::string& stage, std::uint64_t done, std::uint64_t total, const std::string& unit,
            const std::string& note = "");
  // Ends the line, so that something else can be printed.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  bool quiet_, terminal_;
  bool open_ = false;
  std::string stage_;
  Clock::time_point stage_start_{}, shown_{};
};

}  // namespace discern
