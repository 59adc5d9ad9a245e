#include "models/formula/multiply_add.h"

#include <algorithm>

namespace actsweep::formula {
namespace {

class Fusion {
 public:
  explicit Fusion(const Program& program) : program_(program), uses_(program.steps.size(), 0), moved_(uses_.size()) {
    for (const Step& step : program.steps) {
      for (std::uint32_t k = 0; k < step.count; ++k) ++uses_[step.arguments[k]];
    }
    for (const std::uint32_t result : program.results) uses_[result] += 2;  // a result stays
    for (std::size_t i = 0; i < program.steps.size(); ++i) swallow_product(program.steps[i]);
  }

  Program run() {
    Program fused{.variables = program_.variables, .steps = {}, .results = {}};
    for (std::size_t i = 0; i < program_.steps.size(); ++i) {
      if (uses_[i] == kSwallowed) continue;
      Step step = fused_step(program_.steps[i]);
      for (std::uint32_t k = 0; k < step.count; ++k) step.arguments[k] = moved_[step.arguments[k]];
      moved_[i] = static_cast<std::uint32_t>(fused.steps.size());
      fused.steps.push_back(step);
    }
    for (const std::uint32_t result : program_.results) fused.results.push_back(moved_[result]);
    return fused;
  }

 private:
  static constexpr std::uint32_t kSwallowed = ~0U;

  bool is_lone_product(std::uint32_t i) const { return uses_[i] == 1 && program_.steps[i].op == Op::kMultiply; }

  /// The argument of a sum or difference that becomes a part of it.
  void swallow_product(const Step& step) {
    if (step.op != Op::kAdd && step.op != Op::kSubtract) return;
    if (is_lone_product(step.arguments[1])) {
      uses_[step.arguments[1]] = kSwallowed;
    } else if (step.op == Op::kAdd && is_lone_product(step.arguments[0])) {
      uses_[step.arguments[0]] = kSwallowed;
    }
  }

  Step fused_step(const Step& step) const {
    if (step.op != Op::kAdd && step.op != Op::kSubtract) return step;
    for (const std::size_t k : {1, 0}) {
      if (uses_[step.arguments[k]] != kSwallowed) continue;
      const Step& product = program_.steps[step.arguments[k]];
      Step fused{.op = step.op == Op::kAdd ? Op::kMultiplyAdd : Op::kSubtractProduct, .count = 3};
      fused.arguments = {product.arguments[0], product.arguments[1], step.arguments[1 - k], 0};
      return fused;
    }
    return step;
  }

  const Program& program_;
  std::vector<std::uint32_t> uses_, moved_;
};

}  // namespace

Program with_multiply_adds(const Program& program) { return Fusion(program).run(); }

}  // namespace actsweep::formula
