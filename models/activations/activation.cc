#include "models/activations/activation.h"

#include "models/formula/parser.h"

namespace actsweep {
namespace {

/// User-defined.
const Activation kFormula{
    {.name = "formula",
     .summary = "user-defined, for example {formula: \"x * sigmoid(b * x)\", b: 1.5}",
     .source = "user-defined",
     .params = {Formula("formula", "x * tanh(softplus(x))")
                    .doc("a formula in x; give every other name in it a value as a key of the activation")}}};

}  // namespace

Params default_activation(const std::string& name, const nlohmann::json& overrides) {
  nlohmann::json params = {{"name", name}};
  for (const Param& param : Registry<ActivationKind>::instance().at(name).component.params) {
    params[param.key] = param.default_value;
  }
  params.update(overrides);
  return Params(std::move(params));
}

ActivationFunction activation_function(const Params& params) {
  const auto& entry = Registry<ActivationKind>::instance().at(params.name());
  const ActivationForms& forms = entry.make;
  ActivationFunction function{.published = {},
                              .value = {},
                              .derivative = {},
                              .value_precision = forms.value_precision,
                              .derivative_precision = forms.derivative_precision,
                              .learned = forms.learned,
                              .initial = {},
                              .random = forms.random};

  std::vector<std::string> names = {"x"};
  std::map<std::string, formula::Expression> values;
  std::string published = entry.component.formula;
  for (const Param& param : entry.component.params) {
    if (param.type == ParamType::kFormula) {
      published = params.text(param.key);
      for (const std::string& name : formula::parameter_names(published)) {
        names.push_back(name);
        values[name] = formula::constant(params.real(name));
      }
    }
    if (param.type != ParamType::kReal) continue;
    names.push_back(param.key);
    values[param.key] = formula::constant(params.real(param.key));
  }
  for (const LearnedParameter& learned : forms.learned) {
    names.push_back(learned.name);
    values.erase(learned.name);
    function.initial.push_back(params.real(learned.initial));
  }
  if (!forms.random.empty()) {
    names.push_back(forms.random);
    function.random_lower = params.real("lower");
    function.random_upper = params.real("upper");
  }

  const bool is_author = !forms.author.empty() && params.text("variant") == "author";
  function.saves_output = forms.saves_output;
  function.normal_init = is_author && forms.author_normal_init;
  const auto parsed = [&](const std::string& text) { return formula::substitute(formula::parse(text, names), values); };
  function.published = parsed(is_author ? forms.author : published);
  const std::string& value = is_author ? forms.author_value : forms.value;
  const std::string& derivative = is_author ? std::string() : forms.derivative;
  function.value = value.empty() ? function.published : parsed(value);
  function.derivative = derivative.empty() ? formula::derivative(function.value, "x") : parsed(derivative);
  return function;
}

}  // namespace actsweep
