// What every trained method does when it scores. One file a method; methods/table.h lists them.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/archive.h"
#include "base/matrix.h"

namespace discern {

struct Component {
  std::string name;     // a column of scores.csv: "reconstruction"
  std::string meaning;  // one line, for inspect and the report
  bool fused = true;    // counts in the score; else it is reported beside it
};

// Immutable after training or loading; const members may be called from any number of threads.
class Method {
 public:
  virtual ~Method() = default;
  virtual std::size_t width() const = 0;  // prepared features of a record
  virtual const std::vector<Component>& components() const = 0;

  // x [n, width] -> out [n, components]; higher is stranger; finite for finite x.
  // A row's bits do not depend on n, on the other rows or on the thread.
  virtual void score(const float* x, std::size_t n, float* out) const = 0;

  // x [n, width] -> out [n, width]: the normal record each one is held against, for the reasons:
  // G(E(x)), the mean of the neighbours, the mean, the projection.
  virtual void reference(const float* x, std::size_t n, float* out) const = 0;

  // Size of the latent, whose numbers are N(0, 1), that generate() makes records from; 0: it makes none.
  virtual std::size_t latent() const { return 0; }
  // z [n, latent() + condition()] -> out [n, width()]: synthetic normal records; finite for finite z; a row's
  // bits do not depend on n or on the other rows. Only where latent() > 0.
  virtual void generate(const float*, std::size_t, float*) const {}

  // x [n, width] -> out [n, pixels of a picture]: how strange each place of a picture is; finite, from 0.
  // Only where maps().
  virtual bool maps() const { return false; }
  virtual void map(const float*, std::size_t, float*) const {}

  // How many of a record's features, its last ones, are its condition: what kind it is of. They are given to
  // the generator, beside the latent, and come out as they were; 0: there is none.
  virtual std::size_t condition() const { return 0; }
  // x [n, width()], condition [n, condition()] -> out [n, width()]: G(E(x), condition), the same records as
  // they would be of that kind; finite for finite x. Only where condition() > 0.
  virtual void translate(const float*, const float*, std::size_t, float*) const {}

  // load(archive) of the same method gives back the same bits.
  virtual void save(Archive& archive) const = 0;
};

}  // namespace discern
