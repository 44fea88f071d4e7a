// What a checkpoint keeps of a part of training, so that it goes on to the bit.
#pragma once

#include <string>
#include <vector>

#include "base/archive.h"
#include "base/random.h"
#include "train/torch.h"

namespace discern {

class Stateful {
 public:
  virtual ~Stateful() = default;
  // All that later steps depend on and that the constructor does not set, in entries whose names are `name`
  // or start with "name.".
  virtual void save(Archive& archive, const std::string& name) const = 0;
  // What save wrote, of a part constructed alike; Error(model) for anything else.
  virtual void load(const Archive& archive, const std::string& name) = 0;
};

// Pieces that parts are made of. Numbers need not be finite: a training that diverges is kept too.
void save_floats(Archive& archive, const std::string& name, const std::vector<float>& values);
// Exactly size numbers.
const std::vector<float>& load_floats(const Archive& archive, const std::string& name, std::size_t size);
void save_numbers(Archive& archive, const std::string& name, std::vector<double> values);
// Exactly size numbers; 0: any number.
const std::vector<double>& load_numbers(const Archive& archive, const std::string& name, std::size_t size);
void save_random(Archive& archive, const std::string& name, const Random& random);
void load_random(const Archive& archive, const std::string& name, Random& random);
void save_noise(Archive& archive, const std::string& name, const at::Generator& noise);
void load_noise(const Archive& archive, const std::string& name, at::Generator& noise);

}  // namespace discern
