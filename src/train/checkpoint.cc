#include "train/checkpoint.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/fail.h"
#include "base/file.h"
#include "storage/model_file.h"

namespace discern {
namespace {

constexpr std::uint64_t kMostBytes = 16ull << 30;
constexpr char kSeparator = '/';  // between a stage's number and a part's name

// "0/critic.parameters" of the first stage's archive is "critic.parameters" in the stage's own.
Archive parts_of(const Archive& whole, std::size_t number, const Json& meta) {
  const std::string prefix = std::to_string(number) + kSeparator;
  Archive parts;
  parts.meta = meta;
  for (auto at = whole.tensors.lower_bound(prefix);
       at != whole.tensors.end() && at->first.starts_with(prefix); ++at)
    parts.tensors[at->first.substr(prefix.size())] = at->second;
  return parts;
}

}  // namespace

Checkpoint::Checkpoint(std::string path, double every, std::string fingerprint)
    : path_(std::move(path)), every_(every), fingerprint_(std::move(fingerprint)) {}

bool Checkpoint::resume() {
  if (std::error_code error; !std::filesystem::exists(path_, error)) return false;
  const Archive whole = from_bytes(read_file(path_, kMostBytes), path_);
  if (!whole.meta.contains("checkpoint"))
    fail(Fault::model, "{}: not a checkpoint; remove it, or train without --resume", path_);
  const Json meta = whole.meta.at("checkpoint");
  if (read_meta<std::string>(meta, "fingerprint") != fingerprint_)
    fail(
        Fault::usage,
        "{}: a checkpoint of other records, options, seed or version of discern; give the ones of before, or "
        "train without --resume",
        path_);
  const Json stages = read_meta<Json>(meta, "stages");
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const Json& stage = stages.at(i);
    stages_[read_meta<std::string>(stage, "name")] = {
        read_meta<std::int64_t>(stage, "step"), read_meta<double>(stage, "seconds"),
        read_meta<bool>(stage, "finished"), parts_of(whole, i, read_meta<Json>(stage, "meta"))};
  }
  return true;
}

const Checkpoint::StageState* Checkpoint::find(const std::string& stage) const {
  const std::lock_guard lock(mutex_);
  const auto found = stages_.find(stage);
  return found == stages_.end() ? nullptr : &found->second;
}

void Checkpoint::set(const std::string& stage, StageState state) {
  const std::lock_guard lock(mutex_);
  stages_[stage] = std::move(state);
}

bool Checkpoint::due(std::chrono::steady_clock::time_point since) const {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  return std::chrono::duration<double>(now - std::min(since, written_)).count() >= every_;
}

void Checkpoint::write() {
  const std::lock_guard lock(mutex_);
  Archive whole;
  Json stages = Json::array();
  for (const auto& [name, stage] : stages_) {
    const std::string prefix = std::to_string(stages.size()) + kSeparator;
    for (const auto& [part, tensor] : stage.parts.tensors) whole.tensors[prefix + part] = tensor;
    stages.push_back({{"name", name},
                      {"step", stage.step},
                      {"seconds", stage.seconds},
                      {"finished", stage.finished},
                      {"meta", stage.parts.meta}});
  }
  whole.meta["checkpoint"] = {{"fingerprint", fingerprint_}, {"stages", std::move(stages)}};
  const std::string bytes = to_bytes(whole);
  AtomicFile file(path_);
  file.write(bytes);
  file.commit();
  written_ = std::chrono::steady_clock::now();
}

}  // namespace discern
