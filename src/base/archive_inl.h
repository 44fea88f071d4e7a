#pragma once

#include "base/fail.h"

namespace discern {

template <class T>
T read_meta(const Json& meta, const char* key) {
  try {
    return meta.at(key).template get<T>();
  } catch (const nlohmann::json::exception&) {
    fail(Fault::model, "model file: \"{}\" is missing or has the wrong type; train the model again", key);
  }
}

}  // namespace discern
