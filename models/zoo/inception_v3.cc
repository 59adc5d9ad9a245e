#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

const MaxPool kHalving{.window = 3, .stride = Extent(2)};
const AvgPool kSmoothing{.window = 3, .stride = Extent(1), .padding = 1};

struct Settings {
  ConvUnit unit = {};
  bool large = false;                      ///< for large images: the stem divides their size by 8
  Extent projection = 3;                   ///< kernel after the pool of module A
  Extent first = {7, 1}, second = {1, 7};  ///< kernels of the short branch of module C
  Step last_halving = kHalving;            ///< pooling of module D
};

const Variants<Settings> kVariants{
    {"author",
     "for images of 32 pixels: stem with stride 1, 3x3 convolution after the pool of module A, average pooling in "
     "module D",
     {.last_halving = AvgPool{.window = 3, .stride = Extent(2)}}},
    {"torchvision",
     "as published, without auxiliary classifier, for images of at least 75 pixels",
     {.unit = {.norm = {.eps = 1e-3}}, .large = true, .projection = 1, .first = {1, 7}, .second = {7, 1}}}};

class Network {
 public:
  explicit Network(const Settings& settings) : settings_(settings), unit_(settings.unit) {}

  Steps stem() const {
    const Steps pool = settings_.large ? Steps{kHalving} : Steps{};
    return chain(stage("Conv2d_1a_3x3", settings_.large ? unit_.valid(32, 3, 2) : unit_(32, 3)),
                 stage("Conv2d_2a_3x3", settings_.large ? unit_.valid(32, 3) : unit_(32, 3)),
                 stage("Conv2d_2b_3x3", unit_(64, 3)), pool, stage("Conv2d_3b_1x1", unit_(80, 1)),
                 stage("Conv2d_4a_3x3", unit_.valid(192, 3)), pool);
  }

  Concat a(std::int64_t pooled) const {
    return concat(unit_(64, 1), chain(unit_(48, 1), unit_(64, 5)), chain(unit_(64, 1), unit_(96, 3), unit_(96, 3)),
                  chain(kSmoothing, unit_(pooled, settings_.projection)));
  }
  Concat b() const {
    return concat(unit_.valid(384, 3, 2), chain(unit_(64, 1), unit_(96, 3), unit_.valid(96, 3, 2)), kHalving);
  }
  Concat c(std::int64_t width) const {
    const Extent across(1, 7), down(7, 1);
    return concat(
        unit_(192, 1), chain(unit_(width, 1), unit_(width, settings_.first), unit_(192, settings_.second)),
        chain(unit_(width, 1), unit_(width, down), unit_(width, across), unit_(width, down), unit_(192, across)),
        chain(kSmoothing, unit_(192, 1)));
  }
  Concat d() const {
    return concat(chain(unit_(192, 1), unit_.valid(320, 3, 2)),
                  chain(unit_(192, 1), unit_(192, {1, 7}), unit_(192, {7, 1}), unit_.valid(192, 3, 2)),
                  settings_.last_halving);
  }
  Concat e() const {
    const Concat both = concat(unit_(384, {1, 3}), unit_(384, {3, 1}));
    return concat(unit_(320, 1), chain(unit_(384, 1), both), chain(unit_(448, 1), unit_(384, 3), both),
                  chain(kSmoothing, unit_(192, 1)));
  }

 private:
  const Settings& settings_;
  const ConvUnit& unit_;
};

Steps describe_inception_v3(const Params& params, const Task& task) {
  const Network network(kVariants.of(params));
  const auto mixed = [](const char* name, const Concat& module) {
    return stage(std::string("Mixed_") + name, {module});
  };
  return chain(network.stem(), mixed("5b", network.a(32)), mixed("5c", network.a(64)), mixed("5d", network.a(64)),
               mixed("6a", network.b()), mixed("6b", network.c(128)), mixed("6c", network.c(160)),
               mixed("6d", network.c(160)), mixed("6e", network.c(192)), mixed("7a", network.d()),
               mixed("7b", network.e()), mixed("7c", network.e()),
               stage("linear", chain(GlobalPool{}, dropout_of(params), Output{task.classes})));
}

const Registration<ModelKind> kInceptionV3{
    {.name = "inception_v3",
     .aliases = {"Inception v3"},
     .summary = "eleven modules with parallel branches, 7x7 convolutions factorized into 1x7 and 7x1",
     .source = "Szegedy et al., arXiv 1512.00567; by default as in the code of the author of arXiv 1908.08681",
     .params = {activation_param("each convolution"), dropout_param(0.5, "before the dense layer"), kVariants.param()}},
    describe_inception_v3};

}  // namespace
}  // namespace actsweep::zoo
