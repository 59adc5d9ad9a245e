#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/formula/expression.h"

namespace actsweep::formula {

/// One step of a program: an operation on the results of earlier steps.
struct Step {
  Op op = Op::kConstant;
  double constant = 0;         ///< of kConstant
  std::uint32_t variable = 0;  ///< of kVariable: its index in Program::variables
  std::array<std::uint32_t, 4> arguments{};
  std::uint32_t count = 0;  ///< number of arguments
};

/// Expressions compiled to a list of steps, the input of every engine. Common subexpressions are computed once.
struct Program {
  std::vector<std::string> variables;
  std::vector<Step> steps;
  std::vector<std::uint32_t> results;  ///< the step of each expression
};

/// Throws std::logic_error if an expression uses a variable that is not in `variables`.
Program compile(const std::vector<Expression>& expressions, const std::vector<std::string>& variables);

/// Runs a program with the value type and operations of `math`, such as NumberMath<double>, which needs a lowered
/// program. `inputs` are the values of the variables. Returns one value per expression.
template <typename Math>
std::vector<typename Math::Value> run(const Program& program, const std::vector<typename Math::Value>& inputs,
                                      const Math& math = {}) {
  std::vector<typename Math::Value> values;
  values.reserve(program.steps.size());
  for (const Step& step : program.steps) {
    if (step.op == Op::kConstant) {
      values.push_back(math.constant(step.constant));
    } else if (step.op == Op::kVariable) {
      values.push_back(inputs[step.variable]);
    } else {
      const auto argument = [&](std::size_t i) -> const auto& { return values[step.arguments[i]]; };
      values.push_back(math.apply(step.op, argument));
    }
  }
  std::vector<typename Math::Value> results;
  for (const std::uint32_t step : program.results) results.push_back(values[step]);
  return results;
}

}  // namespace actsweep::formula
