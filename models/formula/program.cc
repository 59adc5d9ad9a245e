#include "models/formula/program.h"

#include <algorithm>
#include <bit>
#include <map>
#include <stdexcept>
#include <tuple>
#include <unordered_map>

namespace actsweep::formula {
namespace {

class Compiler {
 public:
  explicit Compiler(const std::vector<std::string>& variables) { program_.variables = variables; }

  Program run(const std::vector<Expression>& expressions) {
    for (const Expression& expression : expressions) program_.results.push_back(step_of(expression));
    return std::move(program_);
  }

 private:
  std::uint32_t step_of(const Expression& expression) {
    const auto known = step_of_node_.find(expression.get());
    if (known != step_of_node_.end()) return known->second;
    Step step{.op = expression->op, .constant = expression->constant};
    if (step.op == Op::kVariable) step.variable = index_of(expression->variable);
    for (const Expression& argument : expression->arguments) step.arguments[step.count++] = step_of(argument);
    const std::uint32_t number = add(step);
    step_of_node_.emplace(expression.get(), number);
    return number;
  }

  std::uint32_t index_of(const std::string& name) const {
    const auto& names = program_.variables;
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw std::logic_error("the variable " + name + " has no value");
    return static_cast<std::uint32_t>(found - names.begin());
  }

  /// Reuses an equal step.
  std::uint32_t add(const Step& step) {
    const auto key = std::tuple(step.op, std::bit_cast<std::uint64_t>(step.constant), step.variable, step.arguments);
    const auto [found, is_new] = index_of_step_.emplace(key, program_.steps.size());
    if (is_new) program_.steps.push_back(step);
    return found->second;
  }

  Program program_;
  std::unordered_map<const Node*, std::uint32_t> step_of_node_;
  std::map<std::tuple<Op, std::uint64_t, std::uint32_t, std::array<std::uint32_t, 4>>, std::uint32_t> index_of_step_;
};

}  // namespace

Program compile(const std::vector<Expression>& expressions, const std::vector<std::string>& variables) {
  return Compiler(variables).run(expressions);
}

}  // namespace actsweep::formula
