#include "models/layers/activation_layer.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/saved_variable.h>

#include "models/layers/activation_engine.h"
#include "models/layers/autograd_node.h"

namespace actsweep {
namespace {

using torch::autograd::SavedVariable;
using torch::autograd::variable_list;

/// Backward of an activation. Not a torch::autograd::Function, which holds a reference to the incoming gradient and so
/// prevents overwriting it.
struct ActivationBackward : torch::autograd::Node {
  explicit ActivationBackward(std::shared_ptr<const ActivationEngine> engine) : engine(std::move(engine)) {}

  /// Detaches the tensor saved by the engine: an output would otherwise keep the node that produced it alive.
  void save(const at::Tensor& saved_, const at::Tensor& learned_, const at::Tensor& random_) {
    saved = SavedVariable(saved_.detach(), false);
    learned = SavedVariable(learned_, false);
    random = SavedVariable(random_, false);
  }

  variable_list apply(variable_list&& grad_outputs) override {
    TORCH_CHECK(!at::GradMode::is_enabled(), "activations have no second derivative; create_graph is not supported");
    if (!grad_outputs[0].defined()) return variable_list(2);
    auto [of_input, of_learned] =
        engine->backward(learned.unpack(), random.unpack(), saved.unpack(), std::move(grad_outputs[0]));
    return {std::move(of_input), std::move(of_learned)};
  }

  void release_variables() override {
    saved.reset_data();
    learned.reset_data();
    random.reset_data();
  }

  std::shared_ptr<const ActivationEngine> engine;
  SavedVariable saved, learned, random;
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
    if (observe) observe(observed_pass(x, random));
    const bool is_recorded = at::GradMode::is_enabled() && torch::autograd::any_variable_requires_grad({x, learned_});
    if (!is_recorded) return engine_->forward(learned_, random, std::move(x));
    const auto node = make_node<ActivationBackward>(engine_);
    node->set_next_edges(torch::autograd::collect_next_edges(x, learned_));
    at::Tensor values = x;
    if (!engine_->saves_input(x)) {
      values = x.variable_data();  // no reference to x remains, so record() may overwrite it
      x.reset();
    }
    auto [y, saved] = engine_->record(learned_, random, std::move(values));
    node->save(saved, learned_, random);
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

  /// Computed separately from forward(), whose tensors overwrite each other.
  ActivationPass observed_pass(const at::Tensor& x, const at::Tensor& random) const {
    const at::NoGradGuard no_gradient;
    const at::Tensor input = x.detach();
    const auto [output, saved] = engine_->record(learned_, random, input);
    return {input, output, engine_->backward(learned_, random, saved, at::ones_like(input)).of_input};
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

ActivationObserver::ActivationObserver(torch::nn::Module& network, Observe observe) : observe_(std::move(observe)) {
  for (const auto& item : network.named_modules()) {
    auto layer = std::dynamic_pointer_cast<ObservableActivation>(item.value());
    if (!layer) continue;
    layer->observe = [this, module = item.key()](const ActivationPass& pass) { observe_(module, pass); };
    layers_.push_back(std::move(layer));
  }
}

ActivationObserver::~ActivationObserver() {
  for (const auto& layer : layers_) layer->observe = nullptr;
}

}  // namespace actsweep
