#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

struct Settings {
  Conv stem;
  MaxPool pool;
  std::vector<int> pooled_after;  ///< the fire modules followed by pooling
  bool published = false;         ///< no norm or shortcuts; dropout before and activation after the last convolution
};

/// The published networks were converted from Caffe, where pooling windows may end outside of the image.
const MaxPool kCaffePool{.window = 3, .stride = Extent(2), .ceil = true};

Conv published_stem(std::int64_t filters, std::int64_t kernel) {
  return {.filters = filters, .kernel = kernel, .stride = 2, .padding = Extent(0), .bias = true};
}

const Variants<Settings> kVariants{
    {"author",
     "batch norm after each convolution, shortcuts around three modules, stem with stride 1",
     {.stem = conv(96, 3, 1, true), .pool = {2}, .pooled_after = {4, 8}}},
    {"torchvision_1_0",
     "as published: no batch norm, no shortcuts, dropout 0.5, 7x7 stem with stride 2",
     {.stem = published_stem(96, 7), .pool = kCaffePool, .pooled_after = {4, 8}, .published = true}},
    {"torchvision_1_1",
     "a cheaper successor: 3x3 stem with 64 filters, earlier pooling",
     {.stem = published_stem(64, 3), .pool = kCaffePool, .pooled_after = {3, 5}, .published = true}}};

/// 1x1 convolution to few channels, then half of the filters 1x1 and half 3x3.
Steps fire(std::int64_t squeezed, std::int64_t filters, bool norm) {
  const auto unit = [&](std::int64_t to, std::int64_t kernel) {
    return chain(conv(to, kernel, 1, true), norm ? Steps{Norm{}} : Steps{}, Act{});
  };
  return chain(unit(squeezed, 1), concat(unit(filters / 2, 1), unit(filters / 2, 3)));
}

Steps describe_squeezenet(const Params& params, const Task& task) {
  const Settings& settings = kVariants.of(params);
  const bool norm = !settings.published;
  Steps steps{stage("stem", chain(settings.stem, norm ? Steps{Norm{}} : Steps{}, Act{}, settings.pool))};
  for (int i = 2; i <= 9; ++i) {  // the first and last convolutions are 1 and 10
    const std::int64_t pair = i / 2, squeezed = 16 * pair;
    const Steps module = fire(squeezed, 8 * squeezed, norm);
    const bool skipped = i == 3 || i == 5 || i == 7;
    append(steps, stage("fire" + std::to_string(i), norm && skipped ? Steps{residual(module)} : module));
    for (const int number : settings.pooled_after) {
      if (number == i) append(steps, settings.pool);
    }
  }
  if (settings.published) append(steps, Dropout{.rate = 0.5});
  append(steps, stage("conv10", {conv(task.classes, 1, 1, true)}));
  if (settings.published) append(steps, Act{});
  append(steps, GlobalPool{});
  return steps;
}

const Registration<ModelKind> kSqueezeNet{
    {.name = "squeezenet",
     .aliases = {"SqueezeNet"},
     .summary = "eight fire modules (1x1 to few channels, then parallel 1x1 and 3x3), 1x1 convolution to classes",
     .source = "Iandola et al., arXiv 1602.07360; by default as in the code of the author of arXiv 1908.08681",
     .params = {activation_param("each convolution; by default not after the last"), kVariants.param()}},
    describe_squeezenet};

}  // namespace
}  // namespace actsweep::zoo
