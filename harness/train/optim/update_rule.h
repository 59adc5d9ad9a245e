#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/train/optim/optimizer.h"

namespace actsweep {

/// An optimizer as formulas of numbers: how one parameter p moves along its gradient g. From them follow one fused pass
/// over all parameters on the CPU, one kernel on a GPU, and operations of LibTorch for other number types.
struct UpdateRule {
  struct State {
    std::string name;
    double initial = 0;
  };
  struct Assignment {
    std::string name;     ///< p, g, a state, or one that only later formulas use
    std::string formula;  ///< in the language of models/formula/parser.h; it sees what was assigned before
  };
  /// Numbers that are the same for all parameters in one step, by their names in the formulas.
  using Scalars = std::map<std::string, double>;

  Scalars constants = {};
  std::vector<State> states = {};  ///< kept for each parameter from step to step
  std::vector<Assignment> update = {};
  /// Those of step `t`, counted from 1, besides `momentum` and, where it is not named here, `lr`. Always the same
  /// names.
  std::function<Scalars(std::int64_t t, const Rates& rates)> scalars = {};
  std::optional<double> momentum = {};  ///< what a schedule may replace: `momentum` in the formulas
  /// What `scalars` remembers from step to step; nothing where they follow from `t` and the rates alone.
  std::function<void(StateVisitor& visitor, const std::string& name)> visit_memory = {};
};

/// Makes the optimizer of a rule, with the keys that all have: `lr` and weight decay, which is added to the gradient
/// (coupled, as an L2 penalty) or shrinks the parameter by itself (decoupled: Loshchilov and Hutter, arXiv 1711.05101),
/// of all parameters or of the weights alone, for which they have to lie first.
std::unique_ptr<Optimizer> make_optimizer(UpdateRule rule, const Params& params);

/// The least eps that an optimizer takes: less would be 0 as a float, and 0 / 0 wherever a gradient is 0.
inline constexpr double kMinEps = 1e-30;

/// The declarations of `lr` and of the weight decay, and between them an optimizer's own.
std::vector<Param> optimizer_params(Param lr, std::vector<Param> own, double weight_decay = 0, bool decoupled = false);

/// The key `preset`, and whether it is that of Keras 2.2, of 2019.
Param flavour_param(std::string what_differs);
bool is_keras(const Params& params);

}  // namespace actsweep
