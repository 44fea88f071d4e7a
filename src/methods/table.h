// The methods there are: what help, training, loading, tests and benchmarks go through.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "base/options.h"
#include "methods/method.h"

namespace discern {

struct MethodInfo {
  std::string_view name;              // written into model files; does not change
  std::string_view summary;           // one line
  std::string_view source;            // the paper its formula is from
  bool adversarial = false;           // a GAN, trained by LibTorch; else a baseline
  bool conditional = false;           // can be told a record's kind: Method::condition()
  bool conditional_pictures = false;  // a picture's
  bool generates = false;             // makes synthetic records: Method::latent() > 0
  std::span<const OptionSpec> (*options)();
  std::unique_ptr<Method> (*load)(const Archive& archive);  // null: the method is for pictures alone
  // Of models that were trained on pictures, whose shape their archive holds; null: the method is for tables.
  std::unique_ptr<Method> (*load_pictures)(const Archive& archive) = nullptr;
};

std::span<const MethodInfo> methods();
// Error(usage) with a suggestion if there is none of that name.
const MethodInfo& find_method(std::string_view name);

}  // namespace discern
