// A training's state on disk, so that one that was killed goes on to the same bits.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "base/archive.h"

namespace discern {

// From any thread, each stage from one. The file is of the model file's bytes (storage/FORMAT.md) and appears
// whole or not at all.
class Checkpoint {
 public:
  struct StageState {
    std::int64_t step = 0;  // the next one
    double seconds = 0;     // of learning so far
    bool finished = false;
    Archive parts;
  };

  // fingerprint: of all that decides the bits of the training. every: seconds from one writing to the next.
  Checkpoint(std::string path, double every, std::string fingerprint);

  // Reads the file; false if there is none. Throws Error(usage) if it is of another training, Error(model) if
  // it is damaged or no checkpoint.
  bool resume();

  const StageState* find(const std::string& stage) const;  // null: the stage had not begun
  void set(const std::string& stage, StageState state);    // in memory, until write()
  // Whether a stage that was last set `since` is to be set, and all written.
  bool due(std::chrono::steady_clock::time_point since) const;
  // Throws Error(io).
  void write();

 private:
  std::string path_;
  double every_;
  std::string fingerprint_;
  mutable std::mutex mutex_;  // what follows, and the file
  std::map<std::string, StageState> stages_;
  std::chrono::steady_clock::time_point written_ = std::chrono::steady_clock::now();
};

}  // namespace discern
