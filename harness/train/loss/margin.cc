#include <ATen/ATen.h>

#include "harness/train/loss/loss.h"

namespace actsweep {
namespace {

/// Of outputs p and labels y, 1 for the label's class and 0 for each other one, the sum over the classes of
/// y relu(present - p)^2 + weight (1 - y) relu(p - absent)^2.
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
     .summary = "relu(present - p)^2 for the label's output p, weight relu(p - absent)^2 for each other one",
     .source = "Sabour, Frosst and Hinton, arXiv 1710.09829, equation 4",
     .params = {Real("present", 0.9).doc("what the label's output is to reach"),
                Real("absent", 0.1).doc("what the other outputs are to stay below"),
                Real("weight", 0.5).at_least(0).at_most(1e6).doc("of the other outputs in the sum")},
     .constraints = {Constraint("absent")
                         .when("absent", ">", "@present")
                         .because("it is above loss.present: no output could be right")}},
    make_margin};

}  // namespace
}  // namespace actsweep
