// What GANs of tables and of pictures are made of, so that one training serves both.
#pragma once

#include <cstdint>
#include <memory>

#include "base/matrix.h"
#include "methods/adversarial_options.h"
#include "methods/method.h"
#include "train/learner.h"
#include "train/picture_nets.h"
#include "train/trained_network.h"

namespace discern {

// Of a method whose steps are not given.
struct UsualSteps {
  std::int64_t tables = kUsualSteps, pictures = kUsualSteps;
};

// Network: Mlp for tables, ConvNet for pictures. All outputs of a reader are unbounded.
template <class Network>
class NetworkShapes;

template <>
class NetworkShapes<Mlp> {
 public:
  // Replaces each of options' latent, width, batch and steps that is 0; options outlive it. usual as
  // chosen_steps takes it.
  NetworkShapes(AdversarialOptions& options, const Matrix& normal, const LearnContext& context,
                UsualSteps usual = {});

  MlpShape generator() const;                   // latent -> record
  MlpShape reader(std::int64_t outputs) const;  // record -> outputs
  MlpShape reader_with_latent() const;          // record, then latent -> 1
  MlpShape reader_of_pairs() const;             // two records -> 1
  MlpShape reader_of_latents() const;           // two latents -> 1
  Matrix shown(const Matrix& normal) const;     // the records as the networks are shown them
  // The method of records by one of shown records.
  std::unique_ptr<Method> method(std::unique_ptr<Method> of_shown) const { return of_shown; }

 private:
  const AdversarialOptions& options_;
  std::int64_t columns_;
};

template <>
class NetworkShapes<ConvNet> {
 public:
  NetworkShapes(AdversarialOptions& options, const Matrix& normal, const LearnContext& context,
                UsualSteps usual = {});

  ConvShape generator() const;
  ConvShape remaker() const;  // picture -> picture, with skip connections
  ConvShape reader(std::int64_t outputs) const;
  ConvShape reader_with_latent() const;
  ConvShape reader_of_pairs() const;
  ConvShape reader_of_latents() const;
  Matrix shown(const Matrix& normal) const;
  std::unique_ptr<Method> method(std::unique_ptr<Method> of_shown) const;

 private:
  const AdversarialOptions& options_;
  PictureShape picture_;
};

}  // namespace discern
