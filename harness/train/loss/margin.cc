#include <ATen/ATen.h>

#include "harness/train/loss/loss.h"

namespace actsweep {
namespace {

/// The sum over classes of y relu(present - p)^2 + weight (1 - y) relu(p - absent)^2 for outputs p and one-hot labels
/// y.
Loss make_margin(const Params& params) {
  return [present = params.real("present"), absent = params.real("absent"), weight = params.real("weight")](
             const at::Tensor& outputs, const at::Tensor& labels, double label_smoothing,
             at::Reduction::Reduction reduction) {
    const at::Tensor classes = at::arange(outputs.size(1), labels.options());
    at::Tensor y = labels.unsqueeze(1).eq(classes).to(outputs.scalar_type());
    if (label_smoothing > 0) y = y * (1 - label_smoothing) + label_smoothing / static_cast<double>(outputs.size(1));
    const at::Tensor too_short = (present - outputs).relu().square(), too_long = (outputs - absent).relu().square();
    const at::Tensor images = (y * too_short + (1 - y) * too_long * weight).sum(1);
    return reduction == at::Reduction::Sum ? images.sum() : images.mean();
  };
}

const Registration<LossKind> kMargin{
    {.name = "margin",
     .summary = "relu(present - p)^2 for the output p of the label, weight relu(p - absent)^2 for every other output",
     .source = "Sabour, Frosst and Hinton, arXiv 1710.09829, equation 4",
     .params = {Real("present", 0.9).doc("target that the output of the label must reach"),
                Real("absent", 0.1).doc("bound that the other outputs must stay below"),
                Real("weight", 0.5).at_least(0).at_most(1e6).doc("weight of the other outputs in the sum")},
     .constraints = {Constraint("absent")
                         .when("absent", ">", "@present")
                         .because("it is above loss.present: the margin would be negative")}},
    make_margin};

}  // namespace
}  // namespace actsweep
