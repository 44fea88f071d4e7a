#include "methods/table.h"

#include <array>
#include <string>
#include <vector>

#include "base/fail.h"
#include "base/text.h"
#include "methods/alad.h"
#include "methods/anogan.h"
#include "methods/dae.h"
#include "methods/discern.h"
#include "methods/discriminator_score.h"
#include "methods/egbad.h"
#include "methods/fanogan.h"
#include "methods/fence_gan.h"
#include "methods/gaal.h"
#include "methods/gan.h"
#include "methods/ganomaly.h"
#include "methods/iforest.h"
#include "methods/knn.h"
#include "methods/lof.h"
#include "methods/mahalanobis.h"
#include "methods/pca.h"
#include "methods/picture_discern.h"
#include "methods/picture_fanogan.h"
#include "methods/picture_gan_score.h"
#include "methods/picture_mahalanobis.h"
#include "methods/skip_ganomaly.h"

namespace discern {
namespace {

constexpr std::array kMethods = {
    MethodInfo{.name = "discern",
               .summary = "a discriminator tells by a memory of normal records how far one is from normal",
               .source = "this project; graded negatives by a generator, monotone in its evidence",
               .adversarial = true,
               .conditional = true,
               .conditional_pictures = true,
               .generates = true,
               .options = discern_option_specs,
               .load = load_discern,
               .load_pictures = load_picture_discern},
    MethodInfo{.name = "gan",
               .summary = "the default without a memory: discriminator by prototypes, residual and latent",
               .source = "this project; keeps no normal record",
               .adversarial = true,
               .conditional = true,
               .conditional_pictures = true,
               .generates = true,
               .options = gan_option_specs,
               .load = load_gan,
               .load_pictures = load_picture_gan_score},
    MethodInfo{.name = "fanogan",
               .summary = "a GAN learns to make normal records; strange is what it cannot make again",
               .source = "Schlegl et al. 2019, f-AnoGAN: fast unsupervised anomaly detection with generative "
                         "adversarial networks",
               .adversarial = true,
               .conditional = true,
               .conditional_pictures = true,
               .generates = true,
               .options = fanogan_option_specs,
               .load = load_fanogan,
               .load_pictures = load_picture_fanogan},
    MethodInfo{.name = "anogan",
               .summary = "a GAN learns to make normal records; strange is what no latent makes again",
               .source = "Schlegl et al. 2017, Unsupervised anomaly detection with generative adversarial "
                         "networks to guide marker discovery",
               .adversarial = true,
               .generates = true,
               .options = anogan_option_specs,
               .load = load_anogan,
               .load_pictures = load_picture_anogan},
    MethodInfo{.name = "fence_gan",
               .summary = "a generator fences normal records in; strange is what lies beyond for its critic",
               .source = "Ngo et al. 2019, Fence GAN: towards better anomaly detection",
               .adversarial = true,
               .options = fence_gan_option_specs,
               .load = load_discriminator_score},
    MethodInfo{.name = "so_gaal",
               .summary = "a generator makes potential outliers; strange is what the critic takes for one",
               .source = "Liu et al. 2019, Generative adversarial active learning for unsupervised outlier "
                         "detection",
               .adversarial = true,
               .options = so_gaal_option_specs,
               .load = load_discriminator_score},
    MethodInfo{.name = "mo_gaal",
               .summary = "several generators make potential outliers at several distances from normal",
               .source = "Liu et al. 2019, Generative adversarial active learning for unsupervised outlier "
                         "detection",
               .adversarial = true,
               .options = mo_gaal_option_specs,
               .load = load_discriminator_score},
    MethodInfo{.name = "egbad",
               .summary = "a BiGAN learns records and latents together; strange is what it cannot make again "
                          "or tells apart",
               .source = "Zenati et al. 2018, Efficient GAN-based anomaly detection",
               .adversarial = true,
               .generates = true,
               .options = egbad_option_specs,
               .load = load_egbad,
               .load_pictures = load_picture_egbad},
    MethodInfo{
        .name = "ganomaly",
        .summary = "encodes a record, makes it again and encodes that; strange is what the encoders see "
                   "differently",
        .source = "Akcay et al. 2018, GANomaly: semi-supervised anomaly detection via adversarial training",
        .adversarial = true,
        .options = ganomaly_option_specs,
        .load = load_ganomaly,
        .load_pictures = load_picture_ganomaly},
    MethodInfo{.name = "skip_ganomaly",
               .summary = "a network with skip connections makes a picture again; strange is what it makes "
                          "otherwise",
               .source = "Akcay et al. 2019, Skip-GANomaly: skip connected and adversarially trained "
                         "encoder-decoder anomaly detection",
               .adversarial = true,
               .options = skip_ganomaly_option_specs,
               .load = nullptr,
               .load_pictures = load_picture_skip_ganomaly},
    MethodInfo{.name = "alad",
               .summary = "a BiGAN with judged cycles; strange is what a discriminator tells from its remake",
               .source = "Zenati et al. 2018, Adversarially learned anomaly detection",
               .adversarial = true,
               .generates = true,
               .options = alad_option_specs,
               .load = load_alad,
               .load_pictures = load_picture_alad},
    MethodInfo{.name = "dae",
               .summary = "what an auto-encoder that takes noise away cannot make again",
               .source = "Vincent et al. 2008, Extracting and composing robust features with denoising "
                         "autoencoders",
               .options = dae_option_specs,
               .load = load_dae},
    MethodInfo{.name = "iforest",
               .summary = "how early random splits set a record apart from normal ones",
               .source = "Liu et al. 2008, Isolation forest",
               .options = iforest_option_specs,
               .load = load_iforest},
    MethodInfo{.name = "knn",
               .summary = "mean distance to the nearest normal records",
               .source = "Angiulli and Pizzuti 2002, Fast outlier detection in high dimensional spaces",
               .options = knn_option_specs,
               .load = load_knn,
               .load_pictures = load_knn},
    MethodInfo{.name = "lof",
               .summary = "how much denser the nearest normal records lie than the record does",
               .source = "Breunig et al. 2000, LOF: identifying density-based local outliers",
               .options = lof_option_specs,
               .load = load_lof},
    MethodInfo{.name = "mahalanobis",
               .summary = "distance to the mean of the normal records, in their spread",
               .source = "Mahalanobis 1936, On the generalised distance in statistics",
               .options = mahalanobis_option_specs,
               .load = load_mahalanobis,
               .load_pictures = load_picture_mahalanobis},
    MethodInfo{.name = "pca",
               .summary = "what is left of a record outside the main directions of the normal ones",
               .source =
                   "Jackson and Mudholkar 1979, Control procedures for residuals associated with principal "
                   "component analysis",
               .options = pca_option_specs,
               .load = load_pca,
               .load_pictures = load_pca},
};

}  // namespace

std::span<const MethodInfo> methods() {
  return kMethods;
}

const MethodInfo& find_method(std::string_view name) {
  std::vector<std::string> names;
  for (const MethodInfo& method : kMethods) {
    if (method.name == name) return method;
    names.emplace_back(method.name);
  }
  fail(Fault::usage, "method \"{}\" does not exist{}; expected one of {}", name, did_you_mean(name, names),
       list_of(names));
}

}  // namespace discern
