// L1 and L2 penalties with the names and defaults of Keras, where the L2 factor is not halved.

#include <ATen/ATen.h>

#include "harness/train/regularize/regularizer.h"

namespace actsweep {
namespace {

class Penalty : public Regularizer {
 public:
  Penalty(double l1, double l2) : l1_(l1), l2_(l2) {}

  double penalty(const std::vector<at::Tensor>& weights) const override {
    double sum = 0;
    for (const at::Tensor& weight : weights) {
      if (l1_ != 0) sum += l1_ * weight.abs().sum(at::kDouble).item<double>();
      if (l2_ != 0) sum += l2_ * weight.square().sum(at::kDouble).item<double>();
    }
    return sum;
  }

  void add_gradient(const std::vector<at::Tensor>& weights) const override {
    for (const at::Tensor& weight : weights) {
      if (l1_ != 0) weight.grad().add_(weight.sign(), l1_);
      if (l2_ != 0) weight.grad().add_(weight, 2 * l2_);
    }
  }

 private:
  double l1_, l2_;
};

Param factor(const char* key, const char* doc) { return Real(key, 0.01).at_least(0).at_most(1e6).doc(doc); }

const Registration<RegularizerKind> kL1{
    {.name = "l1",
     .aliases = {"L1"},
     .summary = "l1 times the sum of absolute weights",
     .source = "Keras 2.2",
     .params = regularizer_params({factor("l1", "factor of the penalty")})},
    [](const Params& params) { return std::make_unique<Penalty>(params.real("l1"), 0); }};

const Registration<RegularizerKind> kL2{
    {.name = "l2",
     .aliases = {"L2"},
     .summary = "l2 times the sum of squared weights",
     .source = "Keras 2.2",
     .params = regularizer_params({factor("l2", "factor of the penalty")})},
    [](const Params& params) { return std::make_unique<Penalty>(0, params.real("l2")); }};

const Registration<RegularizerKind> kL1L2{
    {.name = "l1_l2",
     .aliases = {"L1-L2", "elastic_net"},
     .summary = "l1 times the sum of absolute weights plus l2 times the sum of squared weights",
     .source = "Keras 2.2",
     .params = regularizer_params(
         {factor("l1", "factor of the absolute weights"), factor("l2", "factor of the squared weights")})},
    [](const Params& params) { return std::make_unique<Penalty>(params.real("l1"), params.real("l2")); }};

}  // namespace
}  // namespace actsweep
