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

class RuleOptimizer : public Optimizer {
 public:
  explicit RuleOptimizer(UpdateRule rule)
      : rule_(std::move(rule)),
        kernel_(program(), formula::Precision::kFloat, formula::Tails::kAsComputed),
        states_(rule_.states.size()) {
    for (std::size_t k = 0; k < targets_.size(); ++k) {
      if (!kernel_.may_overwrite(k, targets_[k])) throw std::logic_error("an update overwrites what it needs later");
    }
    if (has_cuda_kernels()) cuda_source_ = formula::cuda_source(kernel_.lowered(), formula::Precision::kFloat);
  }

  void step(FlatParameters& parameters, const Rates& rates) override {
    at::Tensor& values = parameters.values();
    for (std::size_t i = 0; i < states_.size(); ++i) {
      if (!states_[i].defined()) states_[i] = at::full_like(values, rule_.states[i].initial);
    }
    std::vector<double> scalars;
    for (const auto& [name, value] : scalars_at(++steps_, rates)) scalars.push_back(value);
    if (values.is_cpu() && values.scalar_type() == at::kFloat) {
      step_fused(parameters, scalars);
    } else {
      step_composed(parameters, scalars);
    }
  }

  bool has_momentum() const override { return rule_.momentum.has_value(); }

  void visit_state(StateVisitor& visitor, const std::string& name) override {
    for (std::size_t i = 0; i < states_.size(); ++i) visitor.tensor(name + "." + rule_.states[i].name, states_[i]);
    visitor.value(name + ".steps", steps_);
    if (rule_.visit_memory) rule_.visit_memory(visitor, name);
  }

 private:
  static constexpr std::size_t kParameter = 0, kGradient = 1, kFirstState = 2;

  UpdateRule::Scalars scalars_at(std::int64_t t, const Rates& rates) const {
    UpdateRule::Scalars scalars = rule_.scalars ? rule_.scalars(t, rates) : UpdateRule::Scalars();
    scalars["lr"] = rates.lr;
    if (rule_.momentum) scalars["momentum"] = rates.momentum.value_or(*rule_.momentum);
    return scalars;
  }

  /// Of the parameter, the gradient, the states and the scalars. The results are what is kept of the assignments, in
  /// their order, and take the places of `targets_` among the inputs.
  formula::Program program() {
    std::vector<std::string> variables = {"p", "g"};
    for (const UpdateRule::State& state : rule_.states) variables.push_back(state.name);
    for (const auto& [name, value] : scalars_at(1, {})) variables.push_back(name);
    std::map<std::string, Expression> values;
    for (const std::string& name : variables) values[name] = formula::variable(name);
    for (const auto& [name, value] : rule_.constants) values[name] = formula::constant(value);
    for (const UpdateRule::Assignment& assignment : rule_.update) {
      std::vector<std::string> names;
      for (const auto& [name, value] : values) names.push_back(name);
      values[assignment.name] = formula::substitute(formula::parse(assignment.formula, names), values);
    }
    std::vector<Expression> results;
    for (auto assigned = rule_.update.begin(); assigned != rule_.update.end(); ++assigned) {
      const auto is_same = [&](const UpdateRule::Assignment& other) { return other.name == assigned->name; };
      if (std::any_of(assigned + 1, rule_.update.end(), is_same)) continue;
      const auto place = std::find(variables.begin(), variables.end(), assigned->name);
      const auto input = static_cast<std::size_t>(place - variables.begin());
      if (input != kParameter && (input < kFirstState || input >= kFirstState + rule_.states.size())) continue;
      targets_.push_back(input);
      results.push_back(values.at(assigned->name));
    }
    return formula::compile(results, variables);
  }

  void step_fused(FlatParameters& parameters, const std::vector<double>& scalars) {
    const std::vector<float> numbers(scalars.begin(), scalars.end());
    std::vector<float*> arrays = {parameters.values().data_ptr<float>(), parameters.gradients().data_ptr<float>()};
    for (at::Tensor& state : states_) arrays.push_back(state.data_ptr<float>());
    constexpr std::int64_t kGrain = 1 << 15;
    at::parallel_for(0, parameters.values().numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
      std::vector<formula::Input> inputs;
      std::vector<float*> outputs;
      for (float* array : arrays) inputs.push_back({array + begin});
      for (const float& number : numbers) inputs.push_back({&number, true});
      for (const std::size_t target : targets_) outputs.push_back(arrays[target] + begin);
      kernel_.run(inputs, outputs, static_cast<std::size_t>(end - begin));
    });
  }

  void step_composed(FlatParameters& parameters, const std::vector<double>& scalars) {
    std::vector<at::Tensor> inputs = {parameters.values(), parameters.gradients()};
    inputs.insert(inputs.end(), states_.begin(), states_.end());
    for (const double scalar : scalars) inputs.push_back(at::full({}, scalar, inputs[kParameter].options()));
    auto results = inputs[kParameter].is_cuda()
                       ? run_cuda_kernel(cuda_source_, kernel_.program().results.size(), inputs)
                       : std::nullopt;
    if (!results) results = formula::run(kernel_.lowered(), inputs, TensorMath(inputs[kParameter].options()));
    for (std::size_t k = 0; k < targets_.size(); ++k) {
      if (targets_[k] == kParameter) {
        parameters.values().copy_((*results)[k]);
      } else {
        states_[targets_[k] - kFirstState] = (*results)[k];
      }
    }
  }

  UpdateRule rule_;
  std::vector<std::size_t> targets_;  ///< made with the program
  formula::Kernel kernel_;
  std::string cuda_source_;         ///< empty without CUDA
  std::vector<at::Tensor> states_;  ///< undefined before the first step
  std::int64_t steps_ = 0;
};

}  // namespace

std::unique_ptr<Optimizer> make_optimizer(UpdateRule rule, const Params& params) {
  const double weight_decay = params.real("weight_decay");
  rule.constants["weight_decay"] = weight_decay;
  if (weight_decay != 0) {
    const bool decoupled = params.flag("decoupled");
    rule.update.insert(rule.update.begin(), decoupled ? UpdateRule::Assignment{"p", "p - lr * weight_decay * p"}
                                                      : UpdateRule::Assignment{"g", "g + weight_decay * p"});
  }
  return std::make_unique<RuleOptimizer>(std::move(rule));
}

std::vector<Param> optimizer_params(Param lr, std::vector<Param> own, double weight_decay, bool decoupled) {
  std::vector<Param> params = {std::move(lr).at_least(0).doc("learning rate")};
  for (Param& param : own) params.push_back(std::move(param));
  params.push_back(Real("weight_decay", weight_decay)
                       .at_least(0)
                       .doc("times the weight, added to the gradient (coupled), or to the step of the learning rate "
                            "(decoupled)"));
  params.push_back(Boolean("decoupled", decoupled).doc("whether the weight decay is decoupled from the gradient"));
  return params;
}

Param flavour_param(std::string what_differs) {
  return Choice("flavour", "pytorch", {"pytorch", "keras"}).doc("keras: as Keras 2.2; " + std::move(what_differs));
}

bool is_keras(const Params& params) { return params.text("flavour") == "keras"; }

}  // namespace actsweep
