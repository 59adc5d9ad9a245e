#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/train/optim/optimizer.h"

namespace actsweep {

/// An optimizer, written as scalar formulas that update one parameter p from its gradient g. They are compiled to a
/// fused pass over all parameters on the CPU, to a kernel on a GPU, and to LibTorch operations for other data types.
struct UpdateRule {
  struct State {
    std::string name;
    double initial = 0;
  };
  struct Assignment {
    std::string name;     ///< p, g, a state, or a temporary
    std::string formula;  ///< in the language of models/formula/parser.h; may use earlier assignments
  };
  /// Values that all parameters share in one step, by name.
  using Scalars = std::map<std::string, double>;

  Scalars constants = {};
  std::vector<State> states = {};  ///< per parameter, kept between steps
  std::vector<Assignment> update = {};
  /// Returns the scalars of step `t`, counted from 1, always with the same names. `momentum` is added to
  /// them, and `lr` unless they include it.
  std::function<Scalars(std::int64_t t, double lr, double momentum)> scalars = [](std::int64_t, double, double) {
    return Scalars();
  };
  std::optional<double> momentum = {};  ///< `momentum` in the formulas; a schedule may replace it
  /// Visits the state of `scalars`; unset if they depend on their arguments only.
  std::function<void(StateVisitor& visitor, const std::string& name)> visit_scalar_state = {};
};

/// Makes an optimizer from a rule, and adds weight decay according to the keys that all optimizers have. Weight decay
/// is coupled (added to the gradient, like an L2 penalty) or decoupled (Loshchilov and Hutter, arXiv 1711.05101), and
/// applies to all parameters or to the weights only, which then come first (parameter_order()).
std::unique_ptr<Optimizer> make_optimizer(UpdateRule rule, const Params& params);

/// The smallest allowed eps. A smaller one could round to 0 in float, and 0 / 0 follows where a gradient is 0.
inline constexpr double kMinEps = 1e-30;

/// The declarations of an optimizer: `lr`, its own, and those of weight decay.
std::vector<Param> optimizer_params(Param lr, std::vector<Param> own, double weight_decay = 0, bool decoupled = false);

/// The declarations of Adam's family for optimizer_params(): `beta1`, `beta2`, `eps` and an optimizer's own.
std::vector<Param> moment_params(double beta1, Param eps, std::vector<Param> own);

/// The key `preset`: pytorch, or keras for Keras 2.2 (2019). `difference` completes its documentation.
Param preset_param(std::string difference);
bool is_keras(const Params& params);

}  // namespace actsweep
