// `discern manual` is for the build, which installs what it writes; help does not list it.
#include <fmt/format.h>

#include "base/fail.h"
#include "base/file.h"
#include "tools/command.h"
#include "tools/command_line.h"
#include "tools/manual.h"

namespace discern {
namespace {

struct ManualOptions {
  std::string man;
  std::string completion;
};

const OptionTable<ManualOptions>& table() {
  static const auto built =
      OptionTable<ManualOptions>("manual")
          .add("man", &ManualOptions::man, "DIR", "folder for the manual pages")
          .add("completion", &ManualOptions::completion, "FILE", "bash completion to write");
  return built;
}

void write(const std::string& path, const std::string& text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

void write_pages(const std::string& folder) {
  write(folder + "/discern.1", manual_page(std::span(commands())));
  for (const Command& command : commands())
    if (!command.summary.empty())
      write(fmt::format("{}/discern-{}.1", folder, command.name), manual_page(command));
}

int run(const Arguments& arguments) {
  ManualOptions options;
  expect_count(parse_into(table(), arguments, options), 0, 0, "manual", "options alone");
  if (options.man.empty() && options.completion.empty())
    fail(Fault::usage, "manual: nothing to write; expected --man DIR, --completion FILE or both");
  if (!options.man.empty()) write_pages(options.man);
  if (!options.completion.empty()) write(options.completion, bash_completion(commands()));
  return 0;
}

}  // namespace

Command manual_command() {
  return {"manual",
          "[--man DIR] [--completion FILE]",
          "",
          "Writes manual pages and bash completion, made from the option lists.",
          {table().specs().begin(), table().specs().end()},
          {},
          run};
}

}  // namespace discern
