#include "models/formula/lowering.h"

#include <numbers>
#include <utility>

namespace actsweep::formula {
namespace {

/// An expression whose operators do not simplify. Expression's operators would undo the lowering: they turn
/// 1 / (1 + exp(-a)) back into a sigmoid.
struct Term {
  Term(double value) : expression(constant(value)) {}  // NOLINT(google-explicit-constructor): for literals in formulas
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
/// exp(-|a|), which cannot overflow. Drops a negation, so a and -a share one step.
Term decay(const Term& a) {
  if (a.expression->op == Op::kNegate) return decay(Term(a.expression->arguments[0]));
  return call(Op::kExp, call(Op::kNegate, call(Op::kAbs, a)));
}
Term if_greater(const Term& a, const Term& b, const Term& c, const Term& d) { return call(Op::kIfGreater, a, b, c, d); }
Term if_negative(const Term& a, const Term& c, const Term& d) { return if_greater(0, a, c, d); }

/// Near 0, where the difference would cancel, uses the Taylor series; the first omitted term is at most 1e-16 of the
/// sum.
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

/// sigmoid(-a), often needed as well, shares the quotient.
Term sigmoid(const Term& a) {
  const Term e = decay(a);
  const Term quotient = 1 / (1 + e);
  return if_negative(a, e * quotient, quotient);
}

/// With e = exp(a), tanh(log(1 + e)) is e (e + 2) / (e (e + 2) + 2). For positive a, numerator and denominator are
/// divided by e^2, and similarly in the functions below.
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

/// The gate is 1 beyond 10. Without the bound, infinity would be multiplied by 0.
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

/// Fuses products into sums and differences.
class Fusion {
 public:
  explicit Fusion(const Program& program)
      : program_(program), uses_(program.steps.size(), 0), new_index_(uses_.size()) {
    for (const Step& step : program.steps) {
      for (std::uint32_t k = 0; k < step.count; ++k) ++uses_[step.arguments[k]];
    }
    for (const std::uint32_t result : program.results) uses_[result] += 2;  // never absorb a result
    for (std::size_t i = 0; i < program.steps.size(); ++i) absorb_product(program.steps[i]);
  }

  Program run() {
    Program fused{.variables = program_.variables, .steps = {}, .results = {}};
    for (std::size_t i = 0; i < program_.steps.size(); ++i) {
      if (uses_[i] == kAbsorbed) continue;
      Step step = fused_step(program_.steps[i]);
      for (std::uint32_t k = 0; k < step.count; ++k) step.arguments[k] = new_index_[step.arguments[k]];
      new_index_[i] = static_cast<std::uint32_t>(fused.steps.size());
      fused.steps.push_back(step);
    }
    for (const std::uint32_t result : program_.results) fused.results.push_back(new_index_[result]);
    return fused;
  }

 private:
  static constexpr std::uint32_t kAbsorbed = ~0U;

  bool is_single_use_product(std::uint32_t i) const { return uses_[i] == 1 && program_.steps[i].op == Op::kMultiply; }

  /// Marks a product that becomes part of the sum or difference `step`.
  void absorb_product(const Step& step) {
    if (step.op != Op::kAdd && step.op != Op::kSubtract) return;
    if (is_single_use_product(step.arguments[1])) {
      uses_[step.arguments[1]] = kAbsorbed;
    } else if (step.op == Op::kAdd && is_single_use_product(step.arguments[0])) {
      uses_[step.arguments[0]] = kAbsorbed;
    }
  }

  Step fused_step(const Step& step) const {
    if (step.op != Op::kAdd && step.op != Op::kSubtract) return step;
    for (const std::size_t k : {1, 0}) {
      if (uses_[step.arguments[k]] != kAbsorbed) continue;
      const Step& product = program_.steps[step.arguments[k]];
      Step fused{.op = step.op == Op::kAdd ? Op::kMultiplyAdd : Op::kSubtractProduct, .count = 3};
      fused.arguments = {product.arguments[0], product.arguments[1], step.arguments[1 - k], 0};
      return fused;
    }
    return step;
  }

  const Program& program_;
  std::vector<std::uint32_t> uses_, new_index_;
};

}  // namespace

Expression decompose(Op op, const std::vector<Expression>& arguments) {
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

bool is_primitive(Op op) { return decompose(op, std::vector<Expression>(4, variable("a"))) == nullptr; }

Program lowered(const Program& program, bool (*is_supported)(Op)) {
  std::vector<Expression> values;
  for (const Step& step : program.steps) {
    if (step.op == Op::kConstant) {
      values.push_back(constant(step.constant));
    } else if (step.op == Op::kVariable) {
      values.push_back(variable(program.variables[step.variable]));
    } else {
      std::vector<Expression> arguments;
      for (std::uint32_t i = 0; i < step.count; ++i) arguments.push_back(values[step.arguments[i]]);
      const Expression decomposed = is_supported(step.op) ? nullptr : decompose(step.op, arguments);
      values.push_back(decomposed ? decomposed : node(step.op, std::move(arguments)));
    }
  }
  std::vector<Expression> results;
  for (const std::uint32_t result : program.results) results.push_back(values[result]);
  return compile(results, program.variables);
}

Program with_multiply_adds(const Program& program) { return Fusion(program).run(); }

}  // namespace actsweep::formula
