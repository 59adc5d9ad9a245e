#include "harness/train/optim/update_rule.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "models/formula/cuda_source.h"
#include "models/formula/kernel.h"
#include "models/formula/parser.h"
#include "models/layers/cuda_kernel.h"
#include "models/layers/tensor_math.h"

namespace actsweep {
namespace {

using formula::Expression;

constexpr std::size_t kParameter = 0, kGradient = 1, kFirstState = 2;

/// The compiled formulas of a rule. The inputs are the parameters, the gradients, the states and the scalars, in this
/// order; the results overwrite the inputs `targets_`.
class Pass {
 public:
  /// `scalars` are names.
  Pass(const UpdateRule& rule, const std::vector<std::string>& scalars)
      : kernel_(program(rule, scalars), formula::Precision::kFloat, formula::Tails::kAsComputed) {
    for (std::size_t k = 0; k < targets_.size(); ++k) {
      if (!kernel_.may_overwrite(k, targets_[k]))
        throw std::logic_error("an update overwrites a value that it needs later");
    }
    if (has_cuda_kernels()) cuda_source_ = formula::cuda_source(kernel_.lowered(), formula::Precision::kFloat);
  }

  /// `tensors` are flat, of equal size, and in the order above.
  void run(const std::vector<at::Tensor>& tensors, const std::vector<double>& scalars) const {
    const at::Tensor& values = tensors[kParameter];
    if (values.numel() == 0) return;
    if (values.is_cpu() && values.scalar_type() == at::kFloat) {
      run_fused(tensors, scalars);
    } else {
      run_composed(tensors, scalars);
    }
  }

 private:
  /// The last assignments to the parameter and the states, in their order.
  formula::Program program(const UpdateRule& rule, const std::vector<std::string>& scalars) {
    std::vector<std::string> variables = {"p", "g"};
    for (const UpdateRule::State& state : rule.states) variables.push_back(state.name);
    variables.insert(variables.end(), scalars.begin(), scalars.end());
    std::map<std::string, Expression> values;
    for (const std::string& name : variables) values[name] = formula::variable(name);
    for (const auto& [name, value] : rule.constants) values[name] = formula::constant(value);
    for (const UpdateRule::Assignment& assignment : rule.update) {
      std::vector<std::string> names;
      for (const auto& [name, value] : values) names.push_back(name);
      values[assignment.name] = formula::substitute(formula::parse(assignment.formula, names), values);
    }
    std::vector<Expression> results;
    for (auto assigned = rule.update.begin(); assigned != rule.update.end(); ++assigned) {
      const auto is_same = [&](const UpdateRule::Assignment& other) { return other.name == assigned->name; };
      if (std::any_of(assigned + 1, rule.update.end(), is_same)) continue;
      const auto place = std::find(variables.begin(), variables.end(), assigned->name);
      const auto input = static_cast<std::size_t>(place - variables.begin());
      if (input != kParameter && (input < kFirstState || input >= kFirstState + rule.states.size())) continue;
      targets_.push_back(input);
      results.push_back(values.at(assigned->name));
    }
    return formula::compile(results, variables);
  }

  void run_fused(const std::vector<at::Tensor>& tensors, const std::vector<double>& scalars) const {
    const std::vector<float> numbers(scalars.begin(), scalars.end());
    std::vector<float*> arrays;
    for (const at::Tensor& tensor : tensors) arrays.push_back(tensor.data_ptr<float>());
    constexpr std::int64_t kGrain = 1 << 15;
    at::parallel_for(0, tensors[kParameter].numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
      std::vector<formula::Input> inputs;
      std::vector<float*> outputs;
      for (float* array : arrays) inputs.push_back({array + begin});
      for (const float& number : numbers) inputs.push_back({&number, true});
      for (const std::size_t target : targets_) outputs.push_back(arrays[target] + begin);
      kernel_.run(inputs, outputs, static_cast<std::size_t>(end - begin));
    });
  }

  void run_composed(const std::vector<at::Tensor>& tensors, const std::vector<double>& scalars) const {
    std::vector<at::Tensor> inputs = tensors;
    for (const double scalar : scalars) inputs.push_back(at::full({}, scalar, inputs[kParameter].options()));
    auto results = inputs[kParameter].is_cuda()
                       ? run_cuda_kernel(cuda_source_, kernel_.program().results.size(), inputs)
                       : std::nullopt;
    if (!results) results = formula::run(kernel_.lowered(), inputs, TensorMath(inputs[kParameter].options()));
    for (std::size_t k = 0; k < targets_.size(); ++k) inputs[targets_[k]].copy_((*results)[k]);
  }

  std::vector<std::size_t> targets_;  ///< indices of inputs; set by program()
  formula::Kernel kernel_;
  std::string cuda_source_;  ///< empty without CUDA
};

class RuleOptimizer : public Optimizer {
 public:
  /// `rule_for_others`, if set, applies to all parameters except weights.
  RuleOptimizer(UpdateRule rule, const std::optional<UpdateRule>& rule_for_others)
      : rule_(std::move(rule)), pass_(rule_, scalar_names()), states_(rule_.states.size()) {
    if (rule_for_others) pass_for_others_.emplace(*rule_for_others, scalar_names());
  }

  void step(FlatParameters& parameters, const Rates& rates) override {
    at::Tensor& values = parameters.values();
    for (std::size_t i = 0; i < states_.size(); ++i) {
      if (!states_[i].defined()) states_[i] = at::full_like(values, rule_.states[i].initial);
    }
    std::vector<double> scalars;
    for (const auto& [name, value] : scalars_at(++steps_, rates)) scalars.push_back(value);
    std::vector<at::Tensor> tensors = {values, parameters.gradients()};
    tensors.insert(tensors.end(), states_.begin(), states_.end());
    if (!pass_for_others_) return pass_.run(tensors, scalars);
    const std::int64_t weights = parameters.weights();
    pass_.run(range(tensors, 0, weights), scalars);
    pass_for_others_->run(range(tensors, weights, values.numel()), scalars);
  }

  bool has_momentum() const override { return rule_.momentum.has_value(); }

  void visit_state(StateVisitor& visitor, const std::string& name) override {
    for (std::size_t i = 0; i < states_.size(); ++i) visitor.tensor(name + "." + rule_.states[i].name, states_[i]);
    visitor.value(name + ".steps", steps_);
    if (rule_.visit_scalar_state) rule_.visit_scalar_state(visitor, name);
  }

 private:
  static std::vector<at::Tensor> range(const std::vector<at::Tensor>& tensors, std::int64_t begin, std::int64_t end) {
    std::vector<at::Tensor> parts;
    for (const at::Tensor& tensor : tensors) parts.push_back(tensor.narrow(0, begin, end - begin));
    return parts;
  }

  UpdateRule::Scalars scalars_at(std::int64_t t, const Rates& rates) const {
    const double momentum = rates.momentum.value_or(rule_.momentum.value_or(0));
    UpdateRule::Scalars scalars = rule_.scalars(t, rates.lr, momentum);
    scalars.try_emplace("lr", rates.lr);
    if (rule_.momentum) scalars["momentum"] = momentum;
    return scalars;
  }

  std::vector<std::string> scalar_names() const {
    std::vector<std::string> names;
    for (const auto& [name, value] : scalars_at(1, {})) names.push_back(name);
    return names;
  }

  UpdateRule rule_;
  Pass pass_;
  std::optional<Pass> pass_for_others_;
  std::vector<at::Tensor> states_;  ///< undefined before the first step
  std::int64_t steps_ = 0;
};

}  // namespace

std::unique_ptr<Optimizer> make_optimizer(UpdateRule rule, const Params& params) {
  const double weight_decay = params.real("weight_decay");
  rule.constants["weight_decay"] = weight_decay;
  std::optional<UpdateRule> rule_for_others;
  if (weight_decay != 0) {
    if (params.text("decay") == "weights") rule_for_others = rule;
    const bool decoupled = params.flag("decoupled");
    rule.update.insert(rule.update.begin(), decoupled ? UpdateRule::Assignment{"p", "p - lr * weight_decay * p"}
                                                      : UpdateRule::Assignment{"g", "g + weight_decay * p"});
  }
  return std::make_unique<RuleOptimizer>(std::move(rule), rule_for_others);
}

std::vector<Param> optimizer_params(Param lr, std::vector<Param> own, double weight_decay, bool decoupled) {
  std::vector<Param> params = {std::move(lr).at_least(0).doc("learning rate")};
  for (Param& param : own) params.push_back(std::move(param));
  params.push_back(
      Real("weight_decay", weight_decay)
          .at_least(0)
          .doc("weight decay: times the weight, it is added to the gradient (coupled) or to the update that "
               "the learning rate scales (decoupled)"));
  params.push_back(Boolean("decoupled", decoupled).doc("use decoupled weight decay"));
  params.push_back(
      Choice("decay", "all", {"all", "weights"})
          .doc("what weight decay applies to: all parameters, or only the weights of convolutions and dense "
               "layers, without biases, norms and learned parameters of activations"));
  return params;
}

std::vector<Param> moment_params(double beta1, Param eps, std::vector<Param> own) {
  std::vector<Param> params = {Real("beta1", beta1).at_least(0).below(1).doc("decay rate of the mean gradient"),
                               Real("beta2", 0.999).at_least(0).below(1).doc("decay rate of the mean squared gradient"),
                               std::move(eps).at_least(kMinEps).doc("added to the root of the mean squared gradient")};
  for (Param& param : own) params.push_back(std::move(param));
  return params;
}

Param preset_param(std::string difference) {
  return Choice("preset", "pytorch", {"pytorch", "keras"}).doc("keras: as in Keras 2.2: " + std::move(difference));
}

bool is_keras(const Params& params) { return params.text("preset") == "keras"; }

}  // namespace actsweep
