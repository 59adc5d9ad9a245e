#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace actsweep::formula {

/// The operation of a node, with arguments a, b, c, d.
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
  kTanhshrink,       ///< a - tanh(a), without cancellation near 0
  kSech2,            ///< 1 / cosh(a)^2, the derivative of tanh
  kSigmoid,          ///< 1 / (1 + exp(-a))
  kSoftplus,         ///< log(1 + exp(a))
  kMishGate,         ///< tanh(softplus(a))
  kMishSlope,        ///< its derivative
  kMish,             ///< a tanh(softplus(a))
  kMishDerivative,   ///< its derivative; the sum from the product rule would cancel near its root
  kSwish,            ///< a sigmoid(a)
  kSwishDerivative,  ///< its derivative, for the same reason
  kErf,
  kSerfGate,           ///< erf(softplus(a))
  kSerfDerivative,     ///< the derivative of a erf(softplus(a)), for the same reason
  kTanhexpDerivative,  ///< likewise of a tanh(exp(a))
  kLogishDerivative,   ///< likewise of a log(1 + sigmoid(a))
  kSmishDerivative,    ///< likewise of a tanh(log(1 + sigmoid(a)))
  kNormalCdf,          ///< the standard normal cumulative distribution function
  kGelu,               ///< a normal_cdf(a)
  kGeluDerivative,     ///< its derivative, for the same reason
  kNormalPdf,          ///< the standard normal density
  kSin,
  kCos,
  kIfGreater,        ///< c if a > b, else d; NaN if a or b is NaN
  kIfAtLeast,        ///< c if a >= b, else d; NaN if a or b is NaN
  kMultiplyAdd,      ///< a b + c; only in kernels, see with_multiply_adds()
  kSubtractProduct,  ///< c - a b; likewise
};

struct Node;
/// An expression of real variables: an immutable, acyclic graph. Subexpressions are shared, since derivatives repeat
/// large parts.
using Expression = std::shared_ptr<const Node>;

struct Node {
  Op op = Op::kConstant;
  double constant = 0;   ///< of kConstant
  std::string variable;  ///< of kVariable
  std::vector<Expression> arguments;
};

Expression constant(double value);
Expression variable(const std::string& name);
/// Makes a node without simplifying it.
Expression node(Op op, std::vector<Expression> arguments);
/// Makes a node and simplifies it in obvious cases: folds constants, replaces a + 0 with a and tanh(softplus(a)) with
/// kMishGate. The result is equal for every finite value.
Expression make(Op op, std::vector<Expression> arguments);

Expression operator+(const Expression& a, const Expression& b);
Expression operator-(const Expression& a, const Expression& b);
Expression operator*(const Expression& a, const Expression& b);
Expression operator/(const Expression& a, const Expression& b);
Expression operator-(const Expression& a);

/// The exact partial derivative. At a kink of abs, min, max or a condition, it is one-sided: 0 for abs and sign at 0;
/// for min and max of equal arguments, the derivative of the argument that does not depend on the variable, if there is
/// one.
Expression derivative(const Expression& expression, const std::string& variable);

/// Replaces variables with expressions.
Expression substitute(const Expression& expression, const std::map<std::string, Expression>& values);

}  // namespace actsweep::formula
