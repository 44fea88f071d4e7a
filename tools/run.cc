#include "tools/run.h"

#include <fmt/format.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <array>
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

void handle_signals(std::initializer_list<int> numbers, void (*handler)(int)) {
  static std::array<char, 1 << 16> stack;
  const stack_t own{.ss_sp = stack.data(), .ss_flags = 0, .ss_size = stack.size()};
  sigaltstack(&own, nullptr);
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_ONSTACK | SA_RESTART;
  for (const int number : numbers) sigaction(number, &action, nullptr);
}

void keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

int run_program(const std::function<int()>& body) {
  handle_signals({SIGINT, SIGTERM, SIGHUP, SIGPIPE}, on_signal);
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
