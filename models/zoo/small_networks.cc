// Small networks without branches.

#include <fmt/format.h>

#include "harness/util/error.h"
#include "models/zoo/parts.h"

namespace actsweep::zoo {
namespace {

/// Adds the keys of dropout and batch norm to a network's own. `dropout_where` completes "dropout rate …" and
/// `norm_where` "batch norm …".
std::vector<Param> with_dropout_and_norm(std::vector<Param> params, double rate, const std::string& dropout_where,
                                         bool norm, const std::string& preset, const std::string& norm_where) {
  params.push_back(dropout_param(rate, dropout_where));
  params.push_back(Numbers("dropouts", nullptr)
                       .at_least(0)
                       .below(1)
                       .doc("one rate per dropout layer instead, for example 0.1 0.25 0.5"));
  params.push_back(Boolean("batch_norm", norm).doc("batch norm " + norm_where));
  params.push_back(Choice("batch_norm_preset", preset, {"pytorch", "keras"})
                       .doc("pytorch: momentum 0.1, eps 1e-5; keras: momentum 0.01 (0.99 in Keras's terms), eps 1e-3"));
  return params;
}

/// The dropout layers of a network, with one rate for all or one rate each, depending on its parameters.
class Dropouts {
 public:
  explicit Dropouts(const Params& params) : rate_(params.real("dropout")) {
    if (params.has("dropouts")) rates_ = params.numbers("dropouts");
  }

  /// The next dropout layer; empty for rate 0.
  Steps next() {
    const std::size_t index = count_++;
    if (rates_.empty()) return dropout_of(rate_);
    return dropout_of(index < rates_.size() ? rates_[index] : 0);
  }

  /// Call after the last layer. Throws InputError if the number of rates in `dropouts` differs from the number of
  /// layers.
  void end() const {
    if (!rates_.empty() && rates_.size() != count_) {
      throw InputError(
          fmt::format("model.dropouts: expected one rate per dropout layer ({}), got {}", count_, rates_.size()));
    }
  }

 private:
  double rate_;
  std::vector<double> rates_;  ///< one per layer; empty: all use `rate_`
  std::size_t count_ = 0;
};

/// The constants of batch norm differ between frameworks, which visibly affects the training of deep plain networks.
Steps norm_of(const Params& params) {
  if (!params.flag("batch_norm")) return {};
  return {params.text("batch_norm_preset") == "keras" ? keras_norm() : Norm{}};
}

Steps dense_layer(const Params& params, Dropouts& dropout) {
  return chain(Dense{params.integer("width")}, norm_of(params), Act{}, dropout.next());
}

Conv biased_conv(std::int64_t filters, std::int64_t kernel, std::int64_t padding) {
  return {.filters = filters, .kernel = kernel, .padding = padding, .bias = true};
}

Steps describe_mlp(const Params& params, const Task& task) {
  Dropouts dropout(params);
  Steps steps = {Flatten{}};
  for (std::int64_t layer = 0; layer < params.integer("depth"); ++layer) append(steps, dense_layer(params, dropout));
  append(steps, Output{task.classes});
  dropout.end();
  return steps;
}

const Registration<ModelKind> kMlp{
    {.name = "mlp",
     .summary = "multilayer perceptron: depth x (dense, [batch norm], activation, [dropout]), dense",
     .params = with_dropout_and_norm({activation_param("each hidden layer"),
                                      Integer("depth", 2).at_least(0).at_most(10000).doc("number of hidden layers"),
                                      Integer("width", 256).at_least(1).at_most(1 << 20).doc("units per hidden layer")},
                                     0, "after each activation", false, "pytorch", "before each activation")},
    describe_mlp};

/// The paper describes a six-layer CNN without sizes. Four convolutions and two dense layers match both of its
/// descriptions; numbers of filters and kernel sizes are our choice.
Steps describe_cnn6(const Params& params, const Task& task) {
  Dropouts dropout(params);
  Steps steps;
  for (const std::int64_t filters : {32, 64}) {
    const Steps layer = chain(biased_conv(filters, 3, 1), norm_of(params), Act{});
    append(steps, chain(layer, layer, MaxPool{2}));
  }
  append(steps, chain(dropout.next(), Flatten{}));
  append(steps, chain(dense_layer(params, dropout), Output{task.classes}));
  dropout.end();
  return steps;
}

const Registration<ModelKind> kCnn6{
    {.name = "cnn6",
     .summary = "six-layer CNN: conv 3x3 32, 32, pool, 64, 64, pool, dense width, dense",
     .source = "Misra, arXiv 1908.08681, sections on MNIST and CIFAR-10; sizes are our choice",
     .params = with_dropout_and_norm(
         {activation_param("each of the first five layers"),
          Integer("width", 500).at_least(1).at_most(1 << 20).doc("units of the dense layer")},
         0.25, "after the second pool and after the dense layer", false, "pytorch", "before each activation")},
    describe_cnn6};

Steps describe_depth_net(const Params& params, const Task& task) {
  Dropouts dropout(params);
  Steps steps =
      chain(biased_conv(20, 5, 0), Act{}, biased_conv(50, 5, 0), Act{}, MaxPool{2}, dropout.next(), Flatten{});
  constexpr std::int64_t kOtherLayers = 3;  // two convolutions and the output
  for (std::int64_t block = 0; block < params.integer("depth") - kOtherLayers; ++block) {
    append(steps, dense_layer(params, dropout));
  }
  append(steps, Output{task.classes});
  dropout.end();
  return steps;
}

const Registration<ModelKind> kDepthNet{
    {.name = "depth_net",
     .summary = "two 5x5 convolutions, then depth - 3 blocks of dense, batch norm, activation, dropout",
     .source = "the depth figure of Misra, arXiv 1908.08681, as in the author's notebook Layers_Acc.ipynb",
     .params = with_dropout_and_norm(
         {activation_param("each layer except the output"),
          Integer("depth", 15)
              .at_least(3)
              .at_most(10000)
              .doc("number of layers: two convolutions, depth - 3 dense blocks, the output"),
          Integer("width", 500).at_least(1).at_most(1 << 20).doc("units of a dense block")},
         0.25, "after pooling and after each dense block", true, "keras", "before each activation of a dense block")},
    describe_depth_net};

Steps describe_lenet4(const Params&, const Task& task) {
  return chain(biased_conv(20, 5, 2), Act{}, MaxPool{2}, biased_conv(50, 5, 2), Act{}, MaxPool{2}, Flatten{},
               Dense{500}, Act{}, Output{task.classes});
}

/// 1,256,080 parameters on MNIST, as in the output of the notebook.
const Registration<ModelKind> kLenet4{{.name = "lenet4",
                                       .summary = "four layers: conv 5x5 20, pool, conv 5x5 50, pool, dense 500, dense",
                                       .source = "the author of arXiv 1908.08681, notebook LeNet_Mish.ipynb",
                                       .params = {activation_param("each of the first three layers")}},
                                      describe_lenet4};

Steps describe_mini_vgg(const Params&, const Task& task) {
  const auto block = [](std::int64_t filters) {
    const Steps layer = {keras_conv(filters, 3), Act{}, keras_norm()};
    return chain(layer, layer);
  };
  const Steps halve = {MaxPool{2}, Dropout{.rate = 0.25}};
  return chain(stage("block1", block(32)), halve, stage("block2", block(64)), halve, Flatten{},
               stage("dense", {Dense{512}, Act{}, keras_norm()}), Dropout{.rate = 0.5},
               stage("head", {Output{task.classes}}));
}

/// No definition of the Mini VGG-Net in arXiv 1908.08681 is public. This is a published network of the same name.
const Registration<ModelKind> kMiniVgg{
    {.name = "mini_vgg",
     .aliases = {"Mini VGG-Net"},
     .summary =
         "four 3x3 convolutions in two blocks, each followed by pooling, dense 512, dense; batch norm after each "
         "activation, dropout 0.25, 0.25, 0.5",
     .source = "MiniVGGNet of PyImageSearch's tutorials",
     .params = {activation_param("each layer except the output")}},
    describe_mini_vgg};

}  // namespace
}  // namespace actsweep::zoo
