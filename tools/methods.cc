#include <fmt/format.h>

#include "methods/table.h"
#include "tools/command.h"
#include "tools/command_line.h"
#include "tools/option_text.h"
#include "tools/shared_options.h"

namespace discern {
namespace {

const OptionTable<VoiceOptions>& table() {
  static const auto built = [] {
    OptionTable<VoiceOptions> t("methods");
    add_voice(t);
    return t;
  }();
  return built;
}

Json as_json(const MethodInfo& info) {
  Json options = Json::array();
  for (const OptionSpec& option : info.options())
    options.push_back(
        {{"name", option.name}, {"default", option_text(option.initial)}, {"help", option.help}});
  return {{"name", info.name},
          {"summary", info.summary},
          {"source", info.source},
          {"adversarial", info.adversarial},
          {"generates", info.generates},
          {"options", options}};
}

void print_one(const MethodInfo& info) {
  fmt::print("{}: {}\n{}\n", info.name, info.summary, info.source);
  if (info.generates) fmt::print("Its models also make synthetic records: see discern help generate.\n");
  if (!info.options().empty())
    fmt::print("\nOptions, for discern train --method {}:\n{}", info.name, option_help(info.options()));
}

int run(const Arguments& arguments) {
  VoiceOptions options;
  const auto positional = parse_into(table(), arguments, options);
  expect_count(positional, 0, 1, "methods", "the name of a method, or nothing");
  std::vector<const MethodInfo*> chosen;
  for (const MethodInfo& info : methods()) chosen.push_back(&info);
  if (!positional.empty()) chosen = {&find_method(positional.front())};
  if (options.json) {
    Json out = Json::array();
    for (const MethodInfo* info : chosen) out.push_back(as_json(*info));
    fmt::print("{}\n", out.dump(2));
  } else if (!positional.empty()) {
    print_one(*chosen.front());
  } else {
    for (const MethodInfo* info : chosen)
      fmt::print("{:<12} {:<9} {}\n", info->name, info->adversarial ? "GAN" : "baseline", info->summary);
    fmt::print("\ndiscern methods NAME describes one with its options.\n");
  }
  return 0;
}

}  // namespace

Command methods_command() {
  return {"methods",
          "[NAME]",
          "list the methods, or the options of one",
          "Lists the methods a detector can be trained with, or describes one with all its options.",
          {table().specs().begin(), table().specs().end()},
          {{"discern methods", "which there are"}, {"discern methods fanogan", "one with its options"}},
          run};
}

}  // namespace discern
