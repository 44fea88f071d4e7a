#include "tools/run.h"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include "base/fail.h"
#include "base/file.h"
#include "discern/train.h"

namespace discern {
namespace {

constexpr int kInterrupted = 130;

void on_signal(int number) {
  remove_unfinished_files();
  std::signal(number, SIG_DFL);
  std::raise(number);
}

int report_fault(const std::string& message, int code) {
  fmt::print(stderr, "discern: {}\n", message);
  return code;
}

}  // namespace

void flush_output() {
  if (std::fflush(stdout) != 0)
    fail(Fault::io, "standard output: cannot be written; free some space or write elsewhere");
}

int run_program(const std::function<int()>& body) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) std::signal(number, on_signal);
  try {
    const int code = body();
    flush_output();
    return code;
  } catch (const Error& error) {
    return report_fault(error.what(), int(error.fault()));
  } catch (const Interrupted& interrupted) {
    return report_fault(interrupted.what(), kInterrupted);
  } catch (const std::bad_alloc&) {
    return report_fault("out of memory; score in smaller files or with fewer --threads", int(Fault::io));
  } catch (const std::exception& error) {
    return report_fault(fmt::format("unexpected: {}; please report this", error.what()), int(Fault::io));
  }
}

}  // namespace discern
