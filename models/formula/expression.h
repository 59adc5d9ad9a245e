#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace actsweep::formula {

/// What a node of an expression computes from its arguments a, b, c, d.
enum class Op : std::uint8_t {
  kConstant,
  kVariable,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kNegate,
  kPower,
  kAbs,
  kSign,  ///< -1, 0 or 1
  kMin,
  kMax,
  kSqrt,
  kExp,
  kExpm1,  ///< exp(a) - 1
  kLog,
  kLog1p,  ///< log(1 + a)
  kTanh,
  kTanhshrink,       ///< a - tanh(a), without the cancellation near 0
  kSech2,            ///< 1 / cosh(a)^2, the derivative of tanh
  kSigmoid,          ///< 1 / (1 + exp(-a))
  kSoftplus,         ///< log(1 + exp(a))
  kMishGate,         ///< tanh(softplus(a))
  kMishSlope,        ///< its derivative
  kMish,             ///< a tanh(softplus(a))
  kMishDerivative,   ///< its derivative; the sum that the product rule gives would lose digits where it nearly cancels
  kSwish,            ///< a sigmoid(a)
  kSwishDerivative,  ///< its derivative, for the same reason
  kErf,
  kSerfGate,           ///< erf(softplus(a))
  kSerfDerivative,     ///< the derivative of a erf(softplus(a)), and so on: for the same reason
  kTanhexpDerivative,  ///< of a tanh(exp(a))
  kLogishDerivative,   ///< of a log(1 + sigmoid(a))
  kSmishDerivative,    ///< of a tanh(log(1 + sigmoid(a)))
  kNormalCdf,          ///< the standard normal distribution function
  kGelu,               ///< a times the normal distribution function
  kGeluDerivative,     ///< its derivative, for the same reason
  kNormalPdf,          ///< its density
  kSin,
  kCos,
  kIfGreater,        ///< c where a > b, else d; NaN where a or b is
  kIfAtLeast,        ///< c where a >= b, else d; NaN where a or b is
  kMultiplyAdd,      ///< a b + c; made by kernels (multiply_add.h)
  kSubtractProduct,  ///< c - a b; likewise
};

struct Node;
/// An expression of real variables. Immutable, and parts are shared: a graph without cycles, of which a derivative
/// repeats large pieces.
using Expression = std::shared_ptr<const Node>;

struct Node {
  Op op = Op::kConstant;
  double constant = 0;   ///< of kConstant
  std::string variable;  ///< of kVariable
  std::vector<Expression> arguments;
};

Expression constant(double value);
Expression variable(const std::string& name);
/// A node as it is written.
Expression node(Op op, std::vector<Expression> arguments);
/// A node, brought to a simpler equal one where that is obvious: constants are folded, a + 0 is a, tanh(softplus(a)) is
/// kMishGate. What is not equal for every finite value is left alone.
Expression make(Op op, std::vector<Expression> arguments);

Expression operator+(const Expression& a, const Expression& b);
Expression operator-(const Expression& a, const Expression& b);
Expression operator*(const Expression& a, const Expression& b);
Expression operator/(const Expression& a, const Expression& b);
Expression operator-(const Expression& a);

/// The partial derivative, exact. At a kink of abs, min, max or of a condition it is that of one side: of sign at 0 it
/// is 0, of min and max that of the argument that does not depend on the variable where only one does.
Expression derivative(const Expression& expression, const std::string& variable);

/// Replaces variables.
Expression substitute(const Expression& expression, const std::map<std::string, Expression>& values);

/// The names of all variables, sorted.
std::vector<std::string> variables(const Expression& expression);

}  // namespace actsweep::formula
