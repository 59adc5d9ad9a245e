#include <ATen/ATen.h>

#include <cmath>

#include "models/layers/network_layers.h"

namespace actsweep {
namespace {

/// Capsules with dynamic routing; see make_capsules().
class CapsulesLayer : public Layer {
 public:
  CapsulesLayer(const network::Capsules& step, const Shape& input)
      : step_(step), inputs_(step.inputs > 0 ? step.inputs : input.channels) {
    const std::int64_t matrices = step.shared ? 1 : input.features() / inputs_;
    weight_ = register_parameter("weight", at::empty({matrices, inputs_, step.classes * step.values}));
    draw(c10::nullopt);
  }

  void draw_parameters(at::Generator& generator) override { draw(generator); }

  torch::Tensor forward(torch::Tensor x) override {
    const std::int64_t batch = x.size(0);
    // [batch, capsules, values], where the capsules of a pixel are adjacent.
    at::Tensor capsules = x.permute({0, 2, 3, 1}).reshape({batch, -1, inputs_});
    if (step_.squash_inputs) capsules = squashed(capsules);
    at::Tensor predictions =
        step_.shared ? capsules.matmul(weight_[0]) : capsules.transpose(0, 1).bmm(weight_).transpose(0, 1);
    predictions =
        predictions.reshape({batch, -1, step_.classes, step_.values}).transpose(1, 2);  // [b, class, capsule, v]
    at::Tensor agreement = at::zeros({batch, step_.classes, predictions.size(2)}, predictions.options());
    at::Tensor outputs;
    for (std::int64_t round = 0; round < step_.rounds; ++round) {
      const at::Tensor coupling = agreement.softmax(1);  // over classes
      outputs = squashed(coupling.unsqueeze(2).matmul(predictions).squeeze(2));
      if (round + 1 == step_.rounds) break;
      const at::Tensor dot = predictions.matmul(outputs.unsqueeze(3)).squeeze(3);
      agreement = step_.add ? agreement + dot : dot;
    }
    return (outputs.square().sum(2) + kEpsilon).sqrt();
  }

 private:
  static constexpr double kEpsilon = 1e-7;  ///< keeps the gradient finite for a length of 0

  at::Tensor squashed(const at::Tensor& s) const {
    const at::Tensor square = s.square().sum(2, true) + kEpsilon;
    return s * (square.sqrt() / (step_.squash + square));
  }

  void draw(c10::optional<at::Generator> generator) {
    const at::NoGradGuard no_grad;
    const double bound = std::sqrt(6.0 / static_cast<double>(weight_.size(1) + weight_.size(2)));
    weight_.uniform_(-bound, bound, generator);
  }

  network::Capsules step_;
  std::int64_t inputs_;
  at::Tensor weight_;
};

}  // namespace

LayerPtr make_capsules(const network::Capsules& capsules, const Shape& input) {
  return std::make_shared<CapsulesLayer>(capsules, input);
}

}  // namespace actsweep
