#include "models/formula/lowering.h"

#include <numbers>
#include <utility>

namespace actsweep::formula {
namespace {

/// An expression with operators that leave it as it is written. Those of Expression would bring it back to what it is
/// lowered from: 1 / (1 + exp(-a)) is a sigmoid.
struct Term {
  Term(double value) : expression(constant(value)) {}  // NOLINT(google-explicit-constructor): a number is a term
  explicit Term(Expression expression) : expression(std::move(expression)) {}

  Expression expression;
};

template <typename... Terms>
Term call(Op op, const Terms&... arguments) {
  return Term(node(op, {arguments.expression...}));
}

Term operator+(const Term& a, const Term& b) { return call(Op::kAdd, a, b); }
Term operator-(const Term& a, const Term& b) { return call(Op::kSubtract, a, b); }
Term operator*(const Term& a, const Term& b) { return call(Op::kMultiply, a, b); }
Term operator/(const Term& a, const Term& b) { return call(Op::kDivide, a, b); }

Term square(const Term& a) { return a * a; }
/// exp(-|a|), which cannot overflow; that of -a is the same.
Term decay(const Term& a) {
  if (a.expression->op == Op::kNegate) return decay(Term(a.expression->arguments[0]));
  return call(Op::kExp, call(Op::kNegate, call(Op::kAbs, a)));
}
Term if_greater(const Term& a, const Term& b, const Term& c, const Term& d) { return call(Op::kIfGreater, a, b, c, d); }
Term if_negative(const Term& a, const Term& c, const Term& d) { return if_greater(0, a, c, d); }

/// Near 0 the difference would cancel. There it is its Taylor series, of which the next term is 1e-16 of it at most.
Term tanhshrink(const Term& a) {
  const Term z = square(a);
  Term series = 929569.0 / 638512875;
  for (const double coefficient : {21844.0 / 6081075, 1382.0 / 155925, 62.0 / 2835, 17.0 / 315, 2.0 / 15, 1.0 / 3}) {
    series = coefficient - z * series;
  }
  return if_greater(0.1, call(Op::kAbs, a), a * z * series, a - call(Op::kTanh, a));
}

Term sech2(const Term& a) {
  const Term e = decay(2 * a);
  return 4 * e / square(1 + e);
}

/// The quotient is that of sigmoid(-a) too, beside which it often stands.
Term sigmoid(const Term& a) {
  const Term e = decay(a);
  const Term quotient = 1 / (1 + e);
  return if_negative(a, e * quotient, quotient);
}

/// With e = exp(a), tanh(log(1 + e)) is e (e + 2) / (e (e + 2) + 2). For positive a it is divided by e^2 above and
/// below, as in all that follows.
Term mish_gate(const Term& a) {
  const Term e = decay(a);
  return if_negative(a, e * (e + 2) / (e * (e + 2) + 2), (1 + 2 * e) / (1 + 2 * e * (1 + e)));
}

Term mish_slope(const Term& a) {
  const Term e = decay(a);
  return 4 * (1 + e) * if_negative(a, e / square(e * (e + 2) + 2), e * e / square(1 + 2 * e * (1 + e)));
}

/// Misra, arXiv 1908.08681, section 2.
Term mish_derivative(const Term& a) {
  const Term e = decay(a);
  return if_negative(a, e * (4 * (a + 1) + e * (4 * a + 6 + e * (4 + e))) / square(e * (e + 2) + 2),
                     (1 + e * (4 + e * (4 * a + 6 + e * (4 * (a + 1))))) / square(1 + 2 * e * (1 + e)));
}

Term swish_derivative(const Term& a) {
  const Term e = decay(a);
  return if_negative(a, e * (1 + a + e), 1 + e * (1 + a)) / square(1 + e);
}

Term normal_pdf(const Term& a) { return std::numbers::inv_sqrtpi / std::numbers::sqrt2 * call(Op::kExp, -0.5 * a * a); }

Term softplus(const Term& a) { return call(Op::kMax, a, Term(0)) + call(Op::kLog1p, decay(a)); }

Term serf_derivative(const Term& a) {
  const Term s = softplus(a);
  const Term gaussian = call(Op::kExp, call(Op::kNegate, square(s)));
  return call(Op::kErf, s) + a * (2 * std::numbers::inv_sqrtpi * gaussian * sigmoid(a));
}

/// Beyond 10 the gate is 1; without the bound infinity would meet 0.
Term tanhexp_derivative(const Term& a) {
  const Term u = call(Op::kExp, call(Op::kMin, a, Term(10)));
  return call(Op::kTanh, u) + a * (u * sech2(u));
}

Term logish_derivative(const Term& a) {
  const Term s = sigmoid(a);
  return call(Op::kLog1p, s) + a * (s * sigmoid(call(Op::kNegate, a)) / (1 + s));
}

/// With e = exp(a), tanh(log(1 + sigmoid(a))) is (2 e + 3 e^2) / (2 + 6 e + 5 e^2).
Term smish_derivative(const Term& a) {
  const Term e = decay(a);
  const Term negative = e * (1 + a + e * (4.5 + 3 * a + e * (7 + 2 * a + 3.75 * e)));
  const Term positive = 3.75 + e * (7 + 2 * a + e * (4.5 + 3 * a + e * (1 + a)));
  return if_negative(a, negative / square(1 + e * (3 + 2.5 * e)), positive / square(2.5 + e * (3 + e)));
}

}  // namespace

Expression by_primitives(Op op, const std::vector<Expression>& arguments) {
  const Term a(arguments[0]);
  switch (op) {
    case Op::kSign: return if_greater(a, 0, 1, if_negative(a, -1, a)).expression;
    case Op::kTanhshrink: return tanhshrink(a).expression;
    case Op::kSech2: return sech2(a).expression;
    case Op::kSigmoid: return sigmoid(a).expression;
    case Op::kSoftplus: return softplus(a).expression;
    case Op::kMishGate: return mish_gate(a).expression;
    case Op::kMishSlope: return mish_slope(a).expression;
    case Op::kMish: return (a * mish_gate(a)).expression;
    case Op::kMishDerivative: return mish_derivative(a).expression;
    case Op::kSwish: return (a * sigmoid(a)).expression;
    case Op::kSwishDerivative: return swish_derivative(a).expression;
    case Op::kGelu: return (a * call(Op::kNormalCdf, a)).expression;
    case Op::kGeluDerivative: return (call(Op::kNormalCdf, a) + a * normal_pdf(a)).expression;
    case Op::kNormalPdf: return normal_pdf(a).expression;
    case Op::kSerfGate: return call(Op::kErf, softplus(a)).expression;
    case Op::kSerfDerivative: return serf_derivative(a).expression;
    case Op::kTanhexpDerivative: return tanhexp_derivative(a).expression;
    case Op::kLogishDerivative: return logish_derivative(a).expression;
    case Op::kSmishDerivative: return smish_derivative(a).expression;
    case Op::kMultiplyAdd: return arguments[0] * arguments[1] + arguments[2];
    case Op::kSubtractProduct: return arguments[2] - arguments[0] * arguments[1];
    case Op::kIfAtLeast: return node(Op::kIfGreater, {arguments[1], arguments[0], arguments[3], arguments[2]});
    case Op::kConstant:
    case Op::kVariable:
    case Op::kAdd:
    case Op::kSubtract:
    case Op::kMultiply:
    case Op::kDivide:
    case Op::kNegate:
    case Op::kPower:
    case Op::kAbs:
    case Op::kMin:
    case Op::kMax:
    case Op::kSqrt:
    case Op::kExp:
    case Op::kExpm1:
    case Op::kLog:
    case Op::kLog1p:
    case Op::kTanh:
    case Op::kErf:
    case Op::kNormalCdf:
    case Op::kSin:
    case Op::kCos:
    case Op::kIfGreater: return nullptr;
  }
  return nullptr;
}

bool is_primitive(Op op) { return by_primitives(op, std::vector<Expression>(4, variable("a"))) == nullptr; }

Program lowered(const Program& program, bool (*is_known)(Op)) {
  std::vector<Expression> values;
  for (const Step& step : program.steps) {
    if (step.op == Op::kConstant) {
      values.push_back(constant(step.constant));
    } else if (step.op == Op::kVariable) {
      values.push_back(variable(program.variables[step.variable]));
    } else {
      std::vector<Expression> arguments;
      for (std::uint32_t i = 0; i < step.count; ++i) arguments.push_back(values[step.arguments[i]]);
      const Expression composed = is_known(step.op) ? nullptr : by_primitives(step.op, arguments);
      values.push_back(composed ? composed : node(step.op, std::move(arguments)));
    }
  }
  std::vector<Expression> results;
  for (const std::uint32_t result : program.results) results.push_back(values[result]);
  return compile(results, program.variables);
}

}  // namespace actsweep::formula
