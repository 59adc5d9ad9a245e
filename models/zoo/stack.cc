#include "models/zoo/stack.h"

#include <fmt/format.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include "harness/util/error.h"
#include "models/layers/max_pool.h"

namespace actsweep {
namespace {

/// Makes a Layer of one of LibTorch's modules.
template <typename Holder>
class Wrapped : public Layer {
 public:
  explicit Wrapped(Holder module) : module_(register_module("module", std::move(module))) {}
  torch::Tensor forward(torch::Tensor x) override { return module_->forward(x); }

 private:
  Holder module_;
};

template <typename Holder>
LayerPtr wrap(Holder module) {
  return std::make_shared<Wrapped<Holder>>(std::move(module));
}

class Function : public Layer {
 public:
  explicit Function(std::function<torch::Tensor(const torch::Tensor&)> function) : function_(std::move(function)) {}
  torch::Tensor forward(torch::Tensor x) override { return function_(x); }

 private:
  std::function<torch::Tensor(const torch::Tensor&)> function_;
};

class Dropout : public Layer {
 public:
  Dropout(double rate, RandomStream& stream) : rate_(rate), stream_(stream) {}
  /// The masks are those of float, whatever the type, in which 1 / (1 - rate) would also be rounded.
  torch::Tensor forward(torch::Tensor x) override {
    if (!is_training()) return x;
    const at::Tensor mask =
        stream_.dropout_mask(x.scalar_type() == at::kBFloat16 ? x.detach().to(at::kFloat) : x, rate_);
    return (x * mask).to(x.scalar_type());
  }

 private:
  double rate_;
  RandomStream& stream_;
};

}  // namespace

Stack::Stack(const ModelContext& context, const Params& params)
    : context_(context), params_(params), shape_(context.input) {
  if (params.declares("dropouts") && params.has("dropouts")) dropouts_ = params.numbers("dropouts");
}

void Stack::append(LayerPtr layer) {
  layers_.push_back(register_module(std::to_string(layers_.size()), std::move(layer)));
}

Stack& Stack::convolution(std::int64_t filters, std::int64_t kernel, std::int64_t padding) {
  const Shape out{filters, shape_.height + 2 * padding - kernel + 1, shape_.width + 2 * padding - kernel + 1};
  if (out.height < 1 || out.width < 1) {
    throw InputError(
        fmt::format("a {0}x{0} convolution cannot take images of {1}x{2} pixels", kernel, shape_.height, shape_.width));
  }
  append(wrap(torch::nn::Conv2d(torch::nn::Conv2dOptions(shape_.channels, filters, kernel).padding(padding))));
  shape_ = out;
  return *this;
}

Stack& Stack::max_pool(std::int64_t size) {
  if (shape_.height < size || shape_.width < size) {
    throw InputError(
        fmt::format("{0}x{0} pooling cannot take images of {1}x{2} pixels", size, shape_.height, shape_.width));
  }
  append(make_max_pool(size));
  shape_.height /= size;
  shape_.width /= size;
  return *this;
}

Stack& Stack::flatten() {
  append(std::make_shared<Function>([](const torch::Tensor& x) { return x.flatten(1); }));
  shape_ = {shape_.features()};
  flat_ = true;
  return *this;
}

Stack& Stack::dense(std::int64_t units) {
  append(wrap(torch::nn::Linear(shape_.features(), units)));
  shape_ = {units};
  return *this;
}

/// Batch norm's constants differ between frameworks, and deep plain networks learn visibly differently with them.
Stack& Stack::batch_norm() {
  if (!params_.flag("batch_norm")) return *this;
  const bool keras = params_.text("batch_norm_flavour") == "keras";
  const double eps = keras ? 1e-3 : 1e-5;
  const double momentum = keras ? 0.01 : 0.1;
  if (flat_) {
    append(wrap(torch::nn::BatchNorm1d(torch::nn::BatchNorm1dOptions(shape_.channels).eps(eps).momentum(momentum))));
  } else {
    append(wrap(torch::nn::BatchNorm2d(torch::nn::BatchNorm2dOptions(shape_.channels).eps(eps).momentum(momentum))));
  }
  return *this;
}

Stack& Stack::activation() {
  append(context_.make_activation(params_.child("activation"), shape_.channels, context_.dropout));
  return *this;
}

Stack& Stack::dropout() {
  const std::size_t place = places_++;
  double rate = params_.real("dropout");
  if (!dropouts_.empty()) rate = place < dropouts_.size() ? dropouts_[place] : 0;
  if (rate > 0) append(std::make_shared<Dropout>(rate, context_.dropout));
  return *this;
}

Stack& Stack::output() {
  if (!dropouts_.empty() && dropouts_.size() != places_) {
    throw InputError(
        fmt::format("model.dropouts: {} rates; this network has {} places for dropout", dropouts_.size(), places_));
  }
  return dense(context_.classes);
}

torch::Tensor Stack::forward(torch::Tensor x) {
  for (const LayerPtr& layer : layers_) x = layer->forward(std::move(x));
  return x;
}

std::vector<Param> dropout_params(double rate, const std::string& where) {
  return {Real("dropout", rate).at_least(0).below(1).doc("rate " + where),
          Numbers("dropouts", nullptr).at_least(0).below(1).doc("rates place by place instead, as 0.1 0.25 0.5")};
}

std::vector<Param> batch_norm_params(bool on, const std::string& flavour, const std::string& where) {
  return {Boolean("batch_norm", on).doc("batch norm " + where),
          Choice("batch_norm_flavour", flavour, {"pytorch", "keras"})
              .doc("pytorch: momentum 0.1, eps 1e-5; keras: momentum 0.01 (0.99 in Keras's terms), eps 1e-3")};
}

std::vector<Refusal> batch_norm_refusals() {
  return {Refusal("batch_norm")
              .when("batch_norm", "==", true)
              .when("/batch_size", "==", 1)
              .because("batch norm has no variance of one image: take a batch_size above 1")};
}

std::vector<Param> joined(std::initializer_list<std::vector<Param>> lists) {
  std::vector<Param> all;
  for (const std::vector<Param>& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

}  // namespace actsweep
