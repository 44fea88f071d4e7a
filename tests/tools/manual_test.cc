#include "tools/manual.h"

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>

using namespace discern;
using Catch::Matchers::Contains;

namespace {

OptionSpec spec(std::string name, std::string placeholder, std::string help, OptionValue initial) {
  OptionSpec out;
  out.name = std::move(name);
  out.placeholder = std::move(placeholder);
  out.help = std::move(help);
  out.initial = std::move(initial);
  return out;
}

std::vector<Command> practice_commands() {
  OptionSpec output = spec("output", "FILE", "where to write", std::string("-"));
  output.letter = 'o';
  OptionSpec shape = spec("shape", "WHAT", "which of \"both\"", std::string("round"));
  shape.choices = {"round", "square"};
  OptionSpec rate = spec("rate", "P", "a share", 0.5);
  rate.least = 0;
  rate.most = 1;
  const OptionSpec quiet = spec("quiet", "", "say nothing", false);
  return {{"cut",
           "sheet -o FILE",
           "cut a sheet",
           "First line.\n.second\nthe \\third\n\n'fourth' - end",
           {output, shape, rate, quiet},
           {{"discern cut -o x.csv", "makes x.csv"}},
           nullptr},
          {"help", "[COMMAND]", "explain a command", "Explains.", {}, {}, nullptr},
          {"secret", "", "", "Hidden.", {}, {}, nullptr}};
}

// What bash offers for a line; the words bash would see are given one by one.
std::string completions(const std::vector<Command>& commands, const std::string& words) {
  const std::string script = bash_completion(commands) + "COMP_WORDS=(" + words +
                             ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_discern\necho ${COMPREPLY[*]}\n";
  std::FILE* pipe = popen(("bash 2>&1 <<'END_OF_SCRIPT'\n" + script + "END_OF_SCRIPT\n").c_str(), "r");
  REQUIRE(pipe);
  std::array<char, 512> buffer{};
  std::string out;
  while (std::fgets(buffer.data(), int(buffer.size()), pipe)) out += buffer.data();
  CHECK(pclose(pipe) == 0);
  if (out.ends_with('\n')) out.pop_back();
  return out;
}

}  // namespace

TEST_CASE("a command's page has its name, usage, options with ranges, and examples") {
  const std::string page = manual_page(practice_commands()[0]);
  CHECK_THAT(page, Contains(".TH \"DISCERN\\-CUT\" 1"));
  CHECK_THAT(page, Contains(".SH NAME\ndiscern\\-cut \\- cut a sheet\n"));
  CHECK_THAT(page, Contains("\\fBdiscern cut\\fR sheet \\-o FILE\n"));
  CHECK_THAT(page, Contains(".TP\n\\fB\\-o\\fR, \\fB\\-\\-output\\fR \\fIFILE\\fR\nwhere to write"));
  CHECK_THAT(page, Contains(".TP\n\\fB\\-\\-quiet\\fR\nsay nothing\n"));
  CHECK_THAT(page, Contains("a share (default 0.5; 0 to 1)"));
  CHECK_THAT(page, Contains("round and square"));
  CHECK_THAT(page, Contains(".TP\n\\fBdiscern cut \\-o x.csv\\fR\nmakes x.csv\n"));
}

TEST_CASE("text that roff would read as requests is shown as it is") {
  const std::string page = manual_page(practice_commands()[0]);
  CHECK_THAT(page, Contains("First line.\n\\&.second\nthe \\ethird\n.PP\n\\&'fourth' \\- end\n"));
}

TEST_CASE("a command without options or examples has no empty sections") {
  const std::string page = manual_page(practice_commands()[1]);
  CHECK_THAT(page, !Contains("OPTIONS"));
  CHECK_THAT(page, !Contains("EXAMPLES"));
}

TEST_CASE("the program's page lists every command and refers to its page") {
  const std::string page = manual_page(std::span<const Command>(practice_commands()));
  CHECK_THAT(page, Contains("\\fBdiscern cut\\fR\ncut a sheet\n"));
  CHECK_THAT(page, Contains("\\fBdiscern\\-cut\\fR(1),\n\\fBdiscern\\-help\\fR(1)\n"));
  CHECK_THAT(page, !Contains("secret"));
}

TEST_CASE("bash completes commands, options, choices, words and command names") {
  const auto commands = practice_commands();
  CHECK(completions(commands, "discern ''") == "cut help --help --version");
  CHECK(completions(commands, "discern c") == "cut");
  CHECK(completions(commands, "discern cut --") == "--help --output --shape --rate --quiet");
  CHECK(completions(commands, "discern cut --sha") == "--shape");
  CHECK(completions(commands, "discern cut --shape ''") == "round square");
  CHECK(completions(commands, "discern cut --shape s") == "square");
  CHECK(completions(commands, "discern cut --shape = s") == "square");
  CHECK(completions(commands, "discern cut --shape =") == "round square");
  CHECK(completions(commands, "discern cut s") == "sheet");
  CHECK(completions(commands, "discern help ''") == "cut help");
}

TEST_CASE("where a file or a number belongs bash is left to its own") {
  const auto commands = practice_commands();
  CHECK(completions(commands, "discern cut --output ''").empty());
  CHECK(completions(commands, "discern cut -o ''").empty());
  CHECK(completions(commands, "discern cut --rate ''").empty());
  CHECK(completions(commands, "discern cut x.c").empty());
  CHECK(completions(commands, "discern unknown ''").empty());
}

TEST_CASE("completion without commands is still a script that bash reads") {
  CHECK(completions({}, "discern ''") == "--help --version");
}
