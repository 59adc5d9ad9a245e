#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/formula/expression.h"

namespace actsweep::formula {

/// Parses a formula such as "x * tanh(softplus(x))": numbers, pi, the variables in `names`, + - * / and ^ (or **),
/// parentheses, functions(), clip(x, low, high), and where(a > b, c, d) with >, >=, < or <=. Throws InputError with the
/// column, the error and what was expected.
Expression parse(std::string_view text, const std::vector<std::string>& names);

/// The names in a formula other than x, functions and pi, in order of first appearance. For a malformed formula, the
/// names up to the first invalid character; none if it is too long.
std::vector<std::string> parameter_names(std::string_view text);

struct Function {
  const char* name;
  Op op;
  std::size_t arity;
};

/// The functions of the language, except where() and clip().
const std::vector<Function>& functions();

}  // namespace actsweep::formula
