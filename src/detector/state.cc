#include "detector/state.h"

#include <algorithm>

#include "data/formats.h"

namespace discern {
namespace {

constexpr const char* kMethodPrefix = "method.";
// The largest calibration set a model file may bring.
constexpr std::size_t kMostCalibration = 10'000'000;

// A method's archive stands within the detector's under its own prefix.
void save_method(const Method& method, const std::string& name, Archive& archive) {
  Archive own;
  method.save(own);
  archive.meta["method"] = {{"name", name}, {"meta", std::move(own.meta)}};
  for (auto& [tensor, values] : own.tensors) archive.tensors[kMethodPrefix + tensor] = std::move(values);
}

std::unique_ptr<const Method> load_method(const Archive& archive, bool pictures, std::string& name) {
  const Json meta = read_meta<Json>(archive.meta, "method");
  name = read_meta<std::string>(meta, "name");
  Archive own;
  own.meta = read_meta<Json>(meta, "meta");
  const std::string prefix = kMethodPrefix;
  for (const auto& [tensor, values] : archive.tensors)
    if (tensor.starts_with(prefix)) own.tensors[tensor.substr(prefix.size())] = values;
  for (const MethodInfo& info : methods())
    if (info.name == name) {
      if (const auto load = pictures ? info.load_pictures : info.load) return load(own);
      fail(Fault::model, "model file: method \"{}\" is not for {}; upgrade discern", name,
           pictures ? "pictures" : "tables");
    }
  fail(Fault::model, "model file: method \"{}\" is not known to this version; upgrade discern", name);
}

template <class T>
std::vector<T> calibration(const std::vector<T>& values, const std::string& name) {
  if (values.empty() || values.size() > kMostCalibration)
    fail(Fault::model, "model file: {} has {} values, expected 1 to {}; train the model again", name,
         values.size(), kMostCalibration);
  if (!std::is_sorted(values.begin(), values.end()))
    fail(Fault::model, "model file: {} is not in order; train the model again", name);
  return values;
}

ReadOptions load_reading(const Json& json) {
  const std::string decimal = read_meta<std::string>(json, "decimal");
  if (decimal != "." && decimal != ",")
    fail(Fault::model, "model file: decimal sign \"{}\", expected . or ,; train the model again", decimal);
  ReadOptions out;
  out.decimal = decimal[0];
  out.missing = read_meta<std::vector<std::string>>(json, "missing");
  // Files of before there were pictures have none of these.
  if (json.contains("flatten")) out.flatten = read_meta<bool>(json, "flatten");
  if (json.contains("dicom_window")) out.dicom_window = read_meta<bool>(json, "dicom_window");
  if (json.contains("slice_axis")) {
    const std::string axis = read_meta<std::string>(json, "slice_axis");
    if (!is_slice_axis(axis))
      fail(Fault::model, "model file: slice axis \"{}\" is not known; train the model again", axis);
    out.slice_axis = slice_axis_from(axis);
  }
  return out;
}

Json save_reading(const ReadOptions& reading) {
  Json out = {{"decimal", std::string(1, reading.decimal)}, {"missing", reading.missing}};
  if (reading.flatten) out["flatten"] = true;
  if (reading.dicom_window) out["dicom_window"] = true;
  if (reading.slice_axis != SliceAxis::axial) out["slice_axis"] = slice_axis_name(reading.slice_axis);
  return out;
}

std::string tail_name(std::size_t component) {
  return fmt::format("tail.{}", component);
}

void check_widths(const Detector::State& state) {
  if (state.preparation.width() == 0)
    fail(Fault::model, "model file: the preparation makes no features; train the model again");
  if (state.method->width() != state.preparation.width())
    fail(Fault::model,
         "model file: the method reads {} features, the preparation makes {}; train the model again",
         state.method->width(), state.preparation.width());
  if (state.method->condition() != state.preparation.condition_width())
    fail(Fault::model,
         "model file: the method is given {} features of a condition, the preparation makes {}; train the "
         "model "
         "again",
         state.method->condition(), state.preparation.condition_width());
}

}  // namespace

Archive Detector::State::save() const {
  Archive archive;
  preparation.save(archive);
  profile.save(archive);
  conditions.save(archive);
  save_method(*method, method_name, archive);
  for (std::size_t c = 0; c < tails.size(); ++c)
    archive.put(tail_name(c), {tails[c].sorted().size()},
                std::vector<float>(tails[c].sorted().begin(), tails[c].sorted().end()));
  archive.put("conformal", {conformal.sorted().size()},
              std::vector<double>(conformal.sorted().begin(), conformal.sorted().end()));
  map_scale.save(archive);
  archive.meta["rule"] = rule.save();
  archive.meta["reading"] = save_reading(reading);
  archive.meta["verdict"] = verdict.save();
  archive.meta["training"] = training;
  return archive;
}

std::shared_ptr<const Detector::State> Detector::State::with_rule(const Rule& other) const {
  Archive archive = save();
  archive.meta["rule"] = other.save();
  return load(archive);
}

std::shared_ptr<const Detector::State> Detector::State::load(const Archive& archive) {
  auto state = std::make_shared<State>();
  state->preparation = Preparation::load(archive);
  state->profile = Profile::load(archive, state->preparation.schema());
  state->conditions = Conditions::load(archive, state->preparation);
  state->method = load_method(archive, bool(state->preparation.schema().picture()), state->method_name);
  for (std::size_t c = 0; c <= state->method->components().size(); ++c)
    state->tails.emplace_back(calibration(archive.floats(tail_name(c)), tail_name(c)));
  state->conformal = Conformal(calibration(archive.doubles("conformal"), "conformal"));
  state->map_scale = MapScale::load(archive, state->preparation.schema().picture().pixels());
  state->rule = Rule::load(read_meta<Json>(archive.meta, "rule"));
  state->reading = load_reading(read_meta<Json>(archive.meta, "reading"));
  state->verdict = Verdict::load(read_meta<Json>(archive.meta, "verdict"));
  state->training = read_meta<Json>(archive.meta, "training");
  check_widths(*state);
  return state;
}

}  // namespace discern
