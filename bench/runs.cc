#include "bench/runs.h"

#include <filesystem>
#include <limits>
#include <utility>

#include "base/fail.h"
#include "base/file.h"

namespace discern::bench {
namespace {

constexpr std::uint64_t kMostBytes = 100 << 20;

}  // namespace

Runs::Runs(std::string path) : path_(std::move(path)) {
  if (path_.empty() || !std::filesystem::exists(path_)) return;
  all_ = Json::parse(read_file(path_, kMostBytes), nullptr, false);
  if (!all_.is_object()) fail(Fault::data, "{}: is not a file of results; name another", path_);
}

void Runs::add(const RunKey& key, Json result) {
  all_[key.set][key.variant][std::to_string(key.seed)] = std::move(result);
  if (path_.empty()) return;
  AtomicFile file(path_);
  file.write(all_.dump(1));
  file.commit();
}

const Json* Runs::find(const RunKey& key) const {
  const Json* found = &all_;
  for (const std::string& part : {key.set, key.variant, std::to_string(key.seed)}) {
    if (!found->is_object() || !found->contains(part)) return nullptr;
    found = &found->at(part);
  }
  return found->is_object() ? found : nullptr;
}

double Runs::figure(const RunKey& key, const char* name) const {
  const Json* run = find(key);
  return run && run->contains(name) && run->at(name).is_number() ? run->at(name).get<double>()
                                                                 : std::numeric_limits<double>::quiet_NaN();
}

bool Runs::failed(const RunKey& key) const {
  const Json* run = find(key);
  return run && run->contains("failure");
}

}  // namespace discern::bench
