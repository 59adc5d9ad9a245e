#include "models/layers/activation_layer.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/saved_variable.h>

#include "models/layers/activation_engine.h"
#include "models/layers/activation_observer.h"
#include "models/layers/autograd_node.h"

namespace actsweep {
namespace {

using torch::autograd::SavedVariable;
using torch::autograd::variable_list;

/// The way back through an activation. A node of our own, not a torch::autograd::Function: that keeps a hold on the
/// gradient that arrives, which then could not be overwritten.
struct ActivationBackward : torch::autograd::Node {
  explicit ActivationBackward(std::shared_ptr<const ActivationEngine> engine) : engine(std::move(engine)) {}

  /// What the engine kept is detached, so that a value does not hold on to the node that made it.
  void keep(const at::Tensor& kept_, const at::Tensor& learned_, const at::Tensor& random_) {
    kept = SavedVariable(kept_.detach(), false);
    learned = SavedVariable(learned_, false);
    random = SavedVariable(random_, false);
  }

  variable_list apply(variable_list&& arriving) override {
    TORCH_CHECK(!at::GradMode::is_enabled(), "activations have no second derivative: create_graph is not supported");
    if (!arriving[0].defined()) return variable_list(2);
    auto [of_input, of_learned] =
        engine->backward(learned.unpack(), random.unpack(), kept.unpack(), std::move(arriving[0]));
    return {std::move(of_input), std::move(of_learned)};
  }

  void release_variables() override {
    kept.reset_data();
    learned.reset_data();
    random.reset_data();
  }

  std::shared_ptr<const ActivationEngine> engine;
  SavedVariable kept, learned, random;
};

class ActivationLayer : public ObservableActivation {
 public:
  ActivationLayer(const ActivationFunction& function, std::int64_t channels, RandomStream& stream)
      : engine_(std::make_shared<const ActivationEngine>(function)),
        normal_init_(function.normal_init),
        is_random_(!function.random.empty()),
        lower_(function.random_lower),
        upper_(function.random_upper),
        stream_(stream) {
    if (function.learned.empty()) return;
    std::vector<at::Tensor> rows;
    for (std::size_t k = 0; k < function.learned.size(); ++k) {
      rows.push_back(at::full({function.learned[k].per_channel ? channels : 1}, function.initial[k]));
    }
    learned_ = register_parameter("learned", at::stack(rows));
  }

  torch::Tensor forward(torch::Tensor x) override {
    const at::Tensor random = is_random_ ? random_like(x) : at::Tensor();
    if (observe) observe(pass_at(x, random));
    const bool is_recorded = at::GradMode::is_enabled() && torch::autograd::any_variable_requires_grad({x, learned_});
    if (!is_recorded) return engine_->forward(learned_, random, std::move(x));
    const auto node = make_node<ActivationBackward>(engine_);
    node->set_next_edges(torch::autograd::collect_next_edges(x, learned_));
    at::Tensor numbers = x;
    if (!engine_->keeps_input(x)) {
      numbers = x.variable_data();  // without a hold on x: record() may overwrite it
      x.reset();
    }
    auto [y, kept] = engine_->record(learned_, random, std::move(numbers));
    node->keep(kept, learned_, random);
    torch::autograd::set_history(y, node);
    return y;
  }

  void draw_parameters(at::Generator& generator) override {
    if (normal_init_) learned_.normal_(0, 1, generator);
  }

 private:
  at::Tensor random_like(const at::Tensor& x) {
    const at::Tensor like = x.scalar_type() == at::kBFloat16 ? x.to(at::kFloat) : x;
    if (is_training()) return stream_.uniform(like, lower_, upper_);
    return at::full_like(like, (lower_ + upper_) / 2, like.options().requires_grad(false));
  }

  /// Apart from what forward() computes, whose tensors overwrite one another.
  ActivationPass pass_at(const at::Tensor& x, const at::Tensor& random) const {
    const at::NoGradGuard no_gradient;
    const at::Tensor input = x.detach();
    const auto [output, kept] = engine_->record(learned_, random, input);
    return {input, output, engine_->backward(learned_, random, kept, at::ones_like(input)).of_input};
  }

  std::shared_ptr<const ActivationEngine> engine_;
  at::Tensor learned_;
  bool normal_init_, is_random_;
  double lower_, upper_;
  RandomStream& stream_;
};

}  // namespace

LayerPtr make_activation(const Params& params, std::int64_t channels, RandomStream& stream) {
  return std::make_shared<ActivationLayer>(activation_function(params), channels, stream);
}

}  // namespace actsweep
