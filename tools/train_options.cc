#include "tools/train_options.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

#include "base/fail.h"
#include "base/text.h"
#include "data/schema.h"
#include "methods/table.h"
#include "tools/command_line.h"
#include "tools/overwriting.h"

namespace discern {
namespace {

// The method decides which options there are, so it is looked for first.
std::string method_of(const Arguments& arguments) {
  const std::string flag = "--method";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == flag && i + 1 < arguments.size()) return arguments[i + 1];
    if (arguments[i].starts_with(flag + "=")) return arguments[i].substr(flag.size() + 1);
  }
  return TrainCommandOptions{}.method;
}

bool is_own(const std::string& name) {
  const auto specs = train_table().specs();
  return std::any_of(specs.begin(), specs.end(), [&](const OptionSpec& spec) { return spec.name == name; });
}

}  // namespace

const OptionTable<TrainCommandOptions>& train_table() {
  using T = TrainCommandOptions;
  static const auto built = [] {
    OptionTable<T> t("train");
    t.add("output", &T::output, "MODEL", "model file to write", letter('o'))
        .add("method", &T::method, "NAME", "one of discern methods")
        .add("key", &T::key, "COL", "column that names a record; never a feature")
        .add("label", &T::label, "COL", "column that says what a record is; never a feature")
        .add("group", &T::group, "COL",
             "column that says which records belong together, as patient: held out together; never a feature")
        .add("image-size", &T::image_size, "SIZE",
             "of the pictures learned from, as 64 or 64x48 (height x width); the first one's if not given, "
             "up to 128")
        .add("normal", &T::normal, "VALUE", "with --label: learn only from records labelled so")
        .add("exclude", &T::exclude, "COL,...", "columns to leave out")
        .add("numeric", &T::numeric, "COL,...", "columns that are numbers, whatever they look like")
        .add("categorical", &T::categorical, "COL,...",
             "columns that are categories, whatever they look like")
        .add("condition", &T::condition, "COL,...",
             "categorical columns that say what kind a record is of: it is judged against its own kind")
        .add("false-alarm-rate", &T::false_alarm_rate, "RATE", "share of normal records that may alert",
             range(1e-9, 0.5))
        .add("contamination", &T::contamination, "SHARE",
             "share of the records that may not be normal: as many of the strangest are left out",
             range(0, 0.3))
        .add(
            "calibration", &T::calibration, "WAY",
            "split: by 30 % of the records, not learned from; cross: by all of them, each scored without its "
            "tenth, for few records (eleven trainings); own: what suits the method",
            one_of({"own", "split", "cross"}))
        .add("seed", &T::seed, "N", "the only source of randomness", range(0, 9e15))
        .add("threads", &T::threads, "N", "threads inside one operation; more rarely helps small networks",
             range(1, 256))
        .add("jobs", &T::jobs, "N",
             "trainings at once where there are several (folds, seeds, the GANs of pictures), to the same model; "
             "0: one a core",
             range(0, 256))
        .add("check-seeds", &T::check_seeds, "N",
             "train N times more with other seeds, for the verdict to say how far scores depend on the seed",
             range(0, 100))
        .add("keep-on-interrupt", &T::keep_on_interrupt, "", "on Ctrl-C write the best model so far")
        .add("checkpoint-every", &T::checkpoint_every, "SECONDS",
             "how often the training is kept in MODEL.checkpoint; 0: never", range(0, 1e9))
        .add("resume", &T::resume, "", "go on from MODEL.checkpoint, to the same model")
        .add("time-budget", &T::time_budget, "SECONDS",
             "about how long to learn at most; not the same model again; 0: no limit", range(0, 1e9));
    add_reading(t);
    add_voice(t);
    return t;
  }();
  return built;
}

TrainLine parse_train_line(const Arguments& arguments) {
  const MethodInfo& method = find_method(method_of(arguments));
  std::vector<OptionSpec> specs(train_table().specs().begin(), train_table().specs().end());
  for (const OptionSpec& spec : method.options()) specs.push_back(spec);
  const ParsedLine line = parse_line(specs, "train", arguments);
  TrainLine out;
  out.inputs = line.positional;
  for (const auto& [name, text] : line.options) {
    if (is_own(name)) {
      train_table().set(out.options, name, text);
    } else {
      parse_option(find_option(method.options(), name, fmt::format("method {}", method.name)), text);
      out.method_options[name] = text;
    }
  }
  if (out.inputs.empty()) fail(Fault::usage, "train: expected normal records; see discern help train");
  if (out.options.output.empty())
    fail(Fault::usage, "train: where to write the model is not given; add -o MODEL");
  if (!out.options.normal.empty() && out.options.label.empty())
    fail(Fault::usage, "train: --normal needs the column it is looked for in; add --label COL");
  parse_image_size(out.options.image_size);
  refuse_overwriting("train", {out.options.output}, out.inputs);
  if (out.options.resume && !has_checkpoint(out.options))
    fail(Fault::usage,
         "train: --resume needs a model file and checkpoints; give -o MODEL and --checkpoint-every above 0");
  return out;
}

std::pair<std::size_t, std::size_t> parse_image_size(const std::string& text) {
  if (text.empty()) return {0, 0};
  const std::size_t times = text.find('x');
  const auto side = [&](std::string_view part) {
    const std::optional<double> number = parse_number(part);
    if (number && *number >= 1 && *number <= double(kLongestSide) && *number == std::trunc(*number))
      return std::size_t(*number);
    fail(Fault::usage, "--image-size {}: is no size; give a number from 1 to {}, or two as in 64x48", text,
         kLongestSide);
  };
  const std::size_t height = side(text.substr(0, times));
  return {height, times == text.npos ? height : side(text.substr(times + 1))};
}

bool has_checkpoint(const TrainCommandOptions& options) {
  std::error_code error;
  const auto kind = std::filesystem::status(options.output, error).type();
  const bool file =
      kind == std::filesystem::file_type::regular || kind == std::filesystem::file_type::not_found;
  return options.output != "-" && file && options.checkpoint_every > 0;
}

void check_train_line(const Arguments& arguments) {
  parse_train_line(arguments);
}

}  // namespace discern
