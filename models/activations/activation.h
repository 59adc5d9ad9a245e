#pragma once

#include <string>
#include <vector>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "models/formula/expression.h"
#include "models/formula/kernel.h"

namespace actsweep {

/// A trainable parameter of an activation.
struct LearnedParameter {
  std::string name;         ///< in the formula
  std::string initial;      ///< the key of the activation with its initial value
  bool per_channel = true;  ///< one value per channel (per feature in a dense layer), or one per layer
};

/// How to compute an activation where its published formula is not enough.
///
/// Formulas use the language of models/formula/parser.h. x is the input; the other variables are keys or learned
/// parameters of the activation. The derivative and the kernels for every device are generated from the formula. These
/// members replace the generated forms where floats would lose precision or speed; tests check that both are equal.
struct ActivationForms {
  std::string value = {};
  std::string derivative = {};
  /// The formula in the library of the Mish paper's author, if it differs from the activation's own paper; selected
  /// with `variant: author`.
  std::string author = {};
  std::string author_value = {};
  bool author_normal_init = false;  ///< in that variant, learned parameters start at N(0, 1)
  /// The derivatives at f(x) and at x are equal, for all x and parameters. Backward then saves f(x), which the next
  /// layer saves as well, instead of x.
  bool saves_output = false;
  std::vector<LearnedParameter> learned = {};
  /// A variable drawn uniformly between the keys `lower` and `upper`, for each element and step of training; evaluation
  /// uses the mean.
  std::string random = {};
  /// kDouble where floats would exceed the error bound of all activations, 4 units in the last place.
  formula::Precision value_precision = formula::Precision::kFloat;
  formula::Precision derivative_precision = formula::Precision::kFloat;
};

/// The registry of activation functions.
struct ActivationKind {
  static constexpr const char* name = "activation";
  using Factory = ActivationForms;
};

/// Registers an activation.
struct Activation : Registration<ActivationKind> {
  explicit Activation(const Component& component, const ActivationForms& forms = {}) : Registration(component, forms) {}
};

/// An activation with the values of its keys substituted. The remaining variables are x, the learned parameters and the
/// random variable.
struct ActivationFunction {
  formula::Expression published;   ///< as published
  formula::Expression value;       ///< equal to `published`, but in the form that is computed
  formula::Expression derivative;  ///< with respect to x
  formula::Precision value_precision = formula::Precision::kFloat;
  formula::Precision derivative_precision = formula::Precision::kFloat;
  std::vector<LearnedParameter> learned;
  std::vector<double> initial;  ///< initial values of the learned parameters
  bool normal_init = false;     ///< draw the initial values from N(0, 1) instead
  bool saves_output = false;    ///< see ActivationForms
  std::string random;           ///< the name of the random variable, or empty
  double random_lower = 0, random_upper = 0;
};

/// Builds the function from a resolved configuration such as {"name": "elu", "alpha": 1.0}.
ActivationFunction activation_function(const Params& params);

/// The default parameters of a registered activation, updated with `overrides`.
Params default_activation(const std::string& name, const nlohmann::json& overrides = nlohmann::json::object());

}  // namespace actsweep
