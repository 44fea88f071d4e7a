#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>

#include "data/formats.h"
#include "data/source_files.h"
#include "testing/faults.h"

using namespace discern;
using namespace discern::test;

namespace {

// Puts a file in the place of standard input while it lives.
class Stdin {
 public:
  explicit Stdin(const std::string& path) : kept_(dup(0)) {
    std::FILE* const file = std::fopen(path.c_str(), "rb");
    dup2(fileno(file), 0);
    std::fclose(file);
  }
  ~Stdin() {
    dup2(kept_, 0);
    close(kept_);
  }

 private:
  int kept_;
};

}  // namespace

TEST_CASE("gzip is read through, whatever the name and however many members", "[data][gzip]") {
  const Folder folder;
  const Rows expected = {{"1", "2"}, {"3", "4"}};
  CHECK(read_rows(folder.write("a.csv.gz", gzip("a,b\n1,2\n3,4\n"))) == expected);
  CHECK(read_rows(folder.write("b.csv", gzip("a,b\n1,2\n3,4\n"))) == expected);
  CHECK(read_rows(folder.write("c.csv.gz", gzip("a,b\n1,") + gzip("") + gzip("2\n3,4\n"))) == expected);
  CHECK(read_rows(folder.write("d.csv.gz", gzip("a,b\n1,2\n3,4\n") + std::string(700, '\0'))) == expected);
  std::string large = "a,b\n";
  for (int i = 0; i < 400'000; ++i) large += std::to_string(i) + ",x\n";
  CHECK(read_rows(folder.write("e.csv.gz", gzip(large))).size() == 400'000);
}

TEST_CASE("damaged gzip is refused", "[data][gzip]") {
  const Folder folder;
  const std::string sound = gzip("a,b\n1,2\n3,4\n");
  std::string flipped = sound;
  flipped[14] ^= 0x10;
  const auto fault = [&](std::string_view bytes) {
    return caught(folder, folder.write("a.csv.gz", bytes)).text;
  };
  for (std::size_t size = 2; size < sound.size(); ++size)
    CHECK(fault(sound.substr(0, size)) == "a.csv.gz: the gzip data ends too early; copy the file again");
  CHECK(fault(flipped).starts_with("a.csv.gz: damaged gzip data"));
  CHECK(fault(sound + "more").starts_with("a.csv.gz: damaged gzip data"));
  CHECK(fault("a,b\n1,2\n").starts_with("a.csv.gz: is not gzip"));
}

TEST_CASE("several files are read one after the other, with columns in any order", "[data][source]") {
  const Folder folder;
  const std::string a = folder.write("a.csv", "x,y\n1,2\n"),
                    b = folder.write("b.jsonl", "{\"y\":4,\"x\":3}\n");
  const auto source = open_source(std::vector<std::string>{a, b});
  CHECK(source->columns() == std::vector<std::string>{"x", "y"});
  CHECK(read_rows(*source) == Rows{{"1", "2"}, {"3", "4"}});
  Block block;
  CHECK_FALSE(source->next(block));
}

TEST_CASE("files with other columns are refused by name", "[data][source]") {
  const Folder folder;
  const std::string a = folder.write("a.csv", "amount,y\n1,2\n");
  const auto fault = [&](const std::string& b) {
    const auto source = open_source(std::vector<std::string>{a, b});
    check_fault(Fault::data, "b.csv: column", [&] { read_rows(*source); });
  };
  fault(folder.write("b.csv", "amuont,y\n1,2\n"));
  fault(folder.write("b.csv", "amount\n1\n"));
  fault(folder.write("b.csv", "amount,y,z\n1,2,3\n"));
}

TEST_CASE("a folder is all its readable files, by name", "[data][source]") {
  const Folder folder;
  folder.write("b.csv.gz", gzip("x\n2\n"));
  folder.write("a.CSV", "x\n1\n");
  folder.write("c.tsv", "x\n3\n");
  folder.write("notes.txt", "hello");
  folder.write(".hidden.csv", "y\n9\n");
  CHECK(read_rows(folder.path()) == Rows{{"1"}, {"2"}, {"3"}});
  CHECK(read_rows("tsv:" + folder.path()) == Rows{{"3"}});
  check_fault(Fault::data, "holds no readable file", [&] { open_source("npz:" + folder.path()); });
}

TEST_CASE("a prefix forces the format", "[data][source]") {
  const Folder folder;
  CHECK(read_rows("csv:" + folder.write("a.dat", "x,y\n1,2\n")) == Rows{{"1", "2"}});
  CHECK(read_rows("tsv:" + folder.write("a.csv", "x,y\tz\n1\t2\n")) == Rows{{"1", "2"}});
  CHECK(read_rows("jsonl:" + folder.write("a.txt", "{\"x\":1}\n")) == Rows{{"1"}});
}

TEST_CASE("standard input is CSV, or what its prefix says", "[data][source]") {
  const Folder folder;
  const std::string csv = folder.write("a.csv", "x,y\n1,2\n3\n"),
                    jsonl = folder.write("a.jsonl", "{\"x\":1}\n");
  {
    const Stdin in(csv);
    CHECK(caught(folder, "-").text.starts_with("standard input:3: 1 field"));
  }
  {
    const Stdin in(jsonl);
    CHECK(read_rows("jsonl:-") == Rows{{"1"}});
  }
}

TEST_CASE("inputs that cannot be opened are refused by kind", "[data][source]") {
  const Folder folder;
  const std::string other = folder.write("a.dat", "x\n1\n");
  check_fault(Fault::io, "none.csv: cannot be opened: No such file",
              [&] { open_source(folder.path("none.csv")); });
  check_fault(Fault::io, "none.npz: cannot be opened",
              [&] { open_source("npz:" + folder.path("none.npz#X")); });
  check_fault(Fault::usage, "say which it is by one of csv:, tsv:, jsonl:", [&] { open_source(other); });
  check_fault(Fault::usage, "names no file", [] { open_source("csv:"); });
  check_fault(Fault::usage, "no input was given", [] { open_source(std::vector<std::string>{}); });
  check_fault(Fault::usage, "decimal sign", [&] { open_source("csv:" + other, {.decimal = ';'}); });
  const std::vector<std::string> second_missing = {"csv:" + other, folder.path("none.csv")};
  check_fault(Fault::io, "none.csv", [&] { open_source(second_missing); });
}

TEST_CASE("every format has a name, an extension and a line of help", "[data][source]") {
  for (const FormatInfo& format : formats()) {
    CHECK_FALSE(format.name.empty());
    CHECK_FALSE(format.help.empty());
    REQUIRE_FALSE(format.extensions.empty());
    for (const std::string_view extension : format.extensions)
      for (const FormatInfo& other : formats())
        CHECK(other.fits("f" + std::string(extension)) == (&other == &format));
  }
}

TEST_CASE("records in memory are a source", "[data][source]") {
  std::vector<double> values(2 * 10'000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = double(i);
  const auto source = make_source({"a", "b"}, values);
  const Rows rows = read_rows(*source);
  REQUIRE(rows.size() == 10'000);
  CHECK(rows[9'999] == std::vector<std::string>{"19998", "19999"});
  check_fault(Fault::data, "column \"a\" appears twice", [] { make_source({"a", "a"}, {1, 2}); });
  check_fault(Fault::data, "has no columns", [] { make_source({}, {}); });
  check_fault(Fault::usage, "3 values for 2 columns", [] { make_source({"a", "b"}, {1, 2, 3}); });
  check_fault(Fault::usage, "0 values", [] { make_source({"a"}, {}); });
}
