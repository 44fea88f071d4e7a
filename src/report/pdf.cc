#include "report/pdf.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <system_error>
#include <thread>
#include <vector>

#include "base/fail.h"
#include "base/file.h"

extern char** environ;

namespace discern {
namespace {

namespace fs = std::filesystem;

// A folder of our own that goes with its contents.
class Workplace {
 public:
  Workplace() {
    std::string pattern = (fs::temp_directory_path() / "discern-pdf-XXXXXX").string();
    if (!mkdtemp(pattern.data()))
      fail(Fault::io, "report: no temporary folder can be made in {}; set TMPDIR to one that can be written",
           fs::temp_directory_path().string());
    path_ = pattern;
  }
  ~Workplace() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  std::string at(const char* name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

// Starts the program in a process group of its own, without input and output; waits at most a minute.
bool runs(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  for (const int descriptor : {0, 1, 2})
    posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", descriptor ? O_WRONLY : O_RDONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t child = 0;
  const int error = posix_spawn(&child, argv[0], &files, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) return false;
  constexpr auto kPatience = std::chrono::seconds(60);
  const auto end = std::chrono::steady_clock::now() + kPatience;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > end) {
      kill(-child, SIGKILL);
      waitpid(child, &status, 0);
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

std::string find_chromium() {
  if (const char* given = std::getenv("DISCERN_CHROMIUM")) return given;
  const char* path = std::getenv("PATH");
  std::stringstream folders(path ? path : "/usr/bin");
  for (std::string folder; std::getline(folders, folder, ':');)
    for (const char* name : {"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}) {
      const std::string file = (fs::path(folder) / name).string();
      if (access(file.c_str(), X_OK) == 0) return file;
    }
  return "";
}

std::string print_pdf(const std::string& html) {
  constexpr std::uint64_t kMostBytes = 1u << 30;
  const std::string chromium = find_chromium();
  if (chromium.empty())
    fail(Fault::io,
         "report: a PDF takes Chromium, and there is none here; install Debian's package chromium, or write "
         "an .html and print it from a browser");
  const Workplace workplace;
  AtomicFile page(workplace.at("report.html"));
  page.write(html);
  page.commit();
  std::vector<std::string> arguments = {chromium,
                                        "--headless",
                                        "--disable-gpu",
                                        "--disable-extensions",
                                        "--no-first-run",
                                        "--no-pdf-header-footer",
                                        "--user-data-dir=" + workplace.at("profile"),
                                        "--print-to-pdf=" + workplace.at("report.pdf")};
  // Chromium has no sandbox for root; the page loads nothing and its scripts are ours.
  if (geteuid() == 0) arguments.push_back("--no-sandbox");
  arguments.push_back("file://" + workplace.at("report.html"));
  std::error_code error;
  if (!runs(arguments) || !fs::is_regular_file(workplace.at("report.pdf"), error))
    fail(Fault::io, "report: {} printed no PDF; write an .html and print it from a browser", chromium);
  return read_file(workplace.at("report.pdf"), kMostBytes);
}

}  // namespace discern
