#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/formula/expression.h"

namespace actsweep::formula {

/// Reads a formula as "x * tanh(softplus(x))": numbers, pi, the variables in `names`, + - * / and ^ (or **),
/// parentheses, the functions of functions(), and where(a > b, c, d) with >, >=, < or <=. Throws InputError that tells
/// the column, what is wrong and what would be right.
Expression parse(std::string_view text, const std::vector<std::string>& names);

/// The names in a formula that are neither x, a function nor a constant, in the order in which they appear; also those
/// of a formula that parse() refuses, unless for its length.
std::vector<std::string> parameter_names(std::string_view text);

struct Function {
  const char* name;
  Op op;
  std::size_t arity;
};

/// What can be called in a formula besides where() and clip().
const std::vector<Function>& functions();

}  // namespace actsweep::formula
