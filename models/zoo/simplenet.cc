#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

struct Settings {
  Norm norm;
  int norms;                      ///< number of layers with norm
  bool pool_before_norm = false;  ///< in layer 7
};

const Variants<Settings> kVariants{{"e_swish",
                                    "as in the E-swish repository, the source of the settings in arXiv 1908.08681: "
                                    "batch norm in the first ten layers, "
                                    "with pooling before it in layer 7",
                                    {.norm = keras_norm(), .norms = 10, .pool_before_norm = true}},
                                   {"paper",
                                    "as in the code of SimpleNet's author: batch norm in all 13 layers",
                                    {.norm = {.momentum = 0.05}, .norms = 13}}};

struct LayerSizes {
  std::int64_t filters;
  Extent kernel = 3;
  bool pool = false;
};
const LayerSizes kLayers[] = {{64},      {128},          {128},         {128, 3, true}, {128},
                              {128},     {256, 3, true}, {256},         {256, 3, true}, {512},
                              {2048, 1}, {256, 1, true}, {256, 3, true}};

Steps describe_simplenet(const Params& params, const Task& task) {
  const Settings& settings = kVariants.of(params);
  Steps steps;
  int number = 0;
  for (const LayerSizes& sizes : kLayers) {
    ++number;
    const bool pool_inside = number == 7 && settings.pool_before_norm;
    Steps layer = {keras_conv(sizes.filters, sizes.kernel)};
    if (pool_inside) append(layer, MaxPool{2});
    append(layer, chain(number <= settings.norms ? Steps{settings.norm} : Steps{}, Act{}));
    append(steps, stage("layer" + std::to_string(number), layer));
    const Steps dropout = number < 13 ? dropout_of(params) : Steps{};
    if (number == 9) append(steps, dropout);
    if (sizes.pool && !pool_inside) append_pool(steps, MaxPool{2}, task.input);
    if (number != 9) append(steps, dropout);
  }
  append(steps, chain(Flatten{}, stage("head", {Output{task.classes}})));
  return steps;
}

const Registration<ModelKind> kSimpleNet{
    {.name = "simplenet",
     .aliases = {"SimpleNet"},
     .summary = "13 convolutions, 3x3 except for two, with five pooling layers",
     .source = "Hasanpour et al., arXiv 1608.06037; by default as in github.com/hypnopump/E-swish",
     .params = {activation_param("each convolution"), dropout_param(0.2, "after each convolution except the last"),
                kVariants.param()}},
    describe_simplenet};

}  // namespace
}  // namespace actsweep::zoo
