#include <ATen/ATen.h>

#include "harness/train/regularize/regularizer.h"

namespace actsweep {
namespace {

/// Scales the weights of each unit, over all of its inputs, to a norm of at most `max`.
class MaxNorm : public Regularizer {
 public:
  explicit MaxNorm(double max) : max_(max) {}

  void constrain(const std::vector<at::Tensor>& weights) const override {
    for (const at::Tensor& weight : weights) {
      at::Tensor units = weight.view({weight.size(0), -1});
      const at::Tensor norms = units.norm(2, 1, true);
      units.mul_(at::where(norms > max_, max_ / norms, at::ones_like(norms)));
    }
  }

 private:
  double max_;
};

const Registration<RegularizerKind> kMaxNorm{
    {.name = "max_norm",
     .summary = "limits the norm of each unit's weights to `most` after every step",
     .source = "Srivastava et al., JMLR 15, 2014; as MaxNorm in Keras over all inputs of a unit",
     .params = regularizer_params({Real("most", 2).above(0).at_most(1e6).doc("maximum norm of a unit's weights")})},
    [](const Params& params) { return std::make_unique<MaxNorm>(params.real("most")); }};

}  // namespace
}  // namespace actsweep
