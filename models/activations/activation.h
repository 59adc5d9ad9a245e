#pragma once

#include <string>
#include <vector>

#include "harness/schema/params.h"
#include "harness/schema/registry.h"
#include "models/formula/expression.h"
#include "models/formula/kernel.h"

namespace actsweep {

/// A parameter of an activation that is trained with the weights.
struct LearnedParameter {
  std::string name;         ///< in the formula
  std::string initial;      ///< the key of the activation that holds its initial value
  bool per_channel = true;  ///< one value a channel (a feature, of a dense layer), or one for the layer
};

/// How an activation is computed, where its published formula alone does not say.
///
/// A formula is written in the language of models/formula/parser.h. x is the input, the other variables are keys of the
/// activation or its learned parameters. From the formula follow the derivative and the kernels of every device. What
/// stands here replaces that where floats would lose digits or time in it; tests hold it to be equal.
struct ActivationForms {
  std::string value = {};
  std::string derivative = {};
  /// The formula that the author of the Mish paper ran where his library differs from the activation's paper; chosen
  /// with `variant: author`.
  std::string author = {};
  std::string author_value = {};
  bool author_draws_learned = false;  ///< his learned parameters start at N(0, 1)
  /// The derivative at f(x) is that at x, for all x and parameters. The way back then keeps f(x), which the next layer
  /// keeps as well, instead of x.
  bool keeps_value = false;
  std::vector<LearnedParameter> learned = {};
  /// A variable that training draws anew for each element, uniformly between the values of the keys `lower` and
  /// `upper`; evaluation takes their mean.
  std::string random = {};
  /// kDouble where floats would be off by more than 4 units in the last place, the bound for all.
  formula::Precision value_precision = formula::Precision::kFloat;
  formula::Precision derivative_precision = formula::Precision::kFloat;
};

/// Activation functions: a component, with its published formula, and how it is computed.
struct ActivationKind {
  static constexpr const char* name = "activation";
  using Factory = ActivationForms;
};

/// An activation with the values of its keys put in. The variables that remain are x, the learned parameters and the
/// random one.
struct ActivationFunction {
  formula::Expression published;   ///< as published
  formula::Expression value;       ///< equal to it, as computed
  formula::Expression derivative;  ///< by x
  formula::Precision value_precision = formula::Precision::kFloat;
  formula::Precision derivative_precision = formula::Precision::kFloat;
  std::vector<LearnedParameter> learned;
  std::vector<double> initial;  ///< values of the learned parameters
  bool draws_learned = false;   ///< they start at N(0, 1) instead
  bool keeps_value = false;     ///< the derivative at f(x) is that at x
  std::string random;           ///< the name of the random variable, or empty
  double random_lower = 0, random_upper = 0;
};

/// Of the parameters in a resolved configuration: {"name": "elu", "alpha": 1.0}.
ActivationFunction activation_function(const Params& params);

/// The parameters of a registered activation, at their defaults.
Params default_activation(const std::string& name);

}  // namespace actsweep
