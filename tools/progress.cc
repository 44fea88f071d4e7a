#include "tools/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "base/text.h"

namespace discern {
namespace {

constexpr double kTerminalEvery = 0.1, kPlainEvery = 10;

std::string time_text(double seconds) {
  const auto whole = std::uint64_t(seconds + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  return fmt::format("{}:{:02} min", whole / 60, whole % 60);
}

}  // namespace

ProgressLine::ProgressLine(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine() {
  finish();
}

void ProgressLine::finish() {
  if (open_) std::fputs("\r\033[K", stderr);
  open_ = false;
}

void ProgressLine::show(const std::string& stage, std::uint64_t done, std::uint64_t total,
                        const std::string& unit, const std::string& note) {
  if (quiet_) return;
  const Clock::time_point now = Clock::now();
  const bool first = stage != stage_;
  if (first) {
    stage_ = stage;
    stage_start_ = now;
  }
  const std::chrono::duration<double> since_shown = now - shown_, since_start = now - stage_start_;
  if (!first && since_shown.count() < (terminal_ ? kTerminalEvery : kPlainEvery)) return;
  if (first && !terminal_) {
    shown_ = now;
    return;
  }
  shown_ = now;
  const double rate = since_start.count() > 0 ? double(done) / since_start.count() : 0;
  std::string line = stage + ": " + readable(double(done));
  if (total) line += " of " + readable(double(total));
  line += " " + unit;
  if (rate > 0) line += fmt::format(", {} a second", readable(double(std::uint64_t(rate + 0.5))));
  if (rate > 0 && total > done) line += fmt::format(", {} left", time_text(double(total - done) / rate));
  if (!note.empty()) line += ", " + note;
  std::fputs(terminal_ ? ("\r\033[K" + line).c_str() : (line + "\n").c_str(), stderr);
  std::fflush(stderr);
  open_ = terminal_;
}

}  // namespace discern
