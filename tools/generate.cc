#include <map>
#include <utility>

#include "base/fail.h"
#include "base/file.h"
#include "data/csv_writer.h"
#include "discern/detector.h"
#include "tools/assignments.h"
#include "tools/command.h"
#include "tools/command_line.h"
#include "tools/picture_files.h"

namespace discern {
namespace {

struct GenerateOptions {
  std::int64_t records = 1000;
  std::string output = "-";
  std::vector<std::string> where;
  std::int64_t seed = 0;
  bool accept_failed = false;
};

const OptionTable<GenerateOptions>& table() {
  using T = GenerateOptions;
  static const auto built = [] {
    OptionTable<T> t("generate");
    t.add("records", &T::records, "N", "how many to make", range(1, 9e15), letter('n'))
        .add("output", &T::output, "FILE",
             "CSV file to write; - is standard output. Of pictures an .npz file, or a folder for PNG files",
             letter('o'))
        .add("where", &T::where, "COL=VALUE,...",
             "make records of this kind alone; columns of train --condition, without VALUE a missing one")
        .add("seed", &T::seed, "N", "the only source of randomness", range(0, 9e15))
        .add("accept-failed", &T::accept_failed, "", "use a model whose training failed");
    return t;
  }();
  return built;
}

int run(const Arguments& arguments) {
  GenerateOptions options;
  const auto positional = parse_into(table(), arguments, options);
  expect_count(positional, 1, 1, "generate", "a model");
  const Detector detector = load(positional.front(), options.accept_failed);
  const char decimal = detector.reading().decimal;
  std::map<std::string, std::string> where;
  for (const Assignment& wanted : parse_assignments("where", options.where))
    if (!where.emplace(wanted.column, wanted.value).second)
      fail(Fault::usage, "--where {}: the column is named twice; name it once", wanted.column);
  const auto source = generate(detector, std::uint64_t(options.records), std::uint64_t(options.seed), where);
  Block block;
  source->next(block);
  if (std::holds_alternative<PictureColumn>(block.columns.front())) {
    check_picture_output(options.output);
    write_pictures(*source, std::move(block), options.output);
    return 0;
  }
  AtomicFile file(options.output);
  std::string text;
  append_csv_names(text, source->columns(), decimal);
  do {
    append_csv_records(text, block, decimal);
    file.write(text);
    text.clear();
  } while (source->next(block));
  file.commit();
  return 0;
}

}  // namespace

Command generate_command() {
  const auto specs = table().specs();
  return {
      "generate",
      "MODEL [-n N] [-o FILE]",
      "make synthetic normal records",
      "Draws records from the model's generator, as CSV with the training columns in their order: numbers "
      "within the\n"
      "range of training (whole where it had integers alone), categories and missing values as training "
      "had them. The same\n"
      "seed gives the same bytes. Only GANs that make records from noise can; discern methods NAME says "
      "whether one does.\n"
      "Of pictures: generated_images in an .npz file, or PNG files in a folder, of the training pictures' "
      "size.\n"
      "How like the real ones they are, and whether they give training records away: discern evaluate "
      "--synthetic.",
      {specs.begin(), specs.end()},
      {{"discern generate card.discern -n 10000 -o synthetic.csv", "ten thousand records"},
       {"discern generate card.discern --where category=grocery",
        "of one kind, by a model trained with --condition category"},
       {"discern generate lungs.discern -n 100 -o made.npz", "pictures, by a model that learned from some"},
       {"discern generate card.discern --seed 2 | discern score card.discern -",
        "what the model makes, scored"}},
      run};
}

}  // namespace discern
