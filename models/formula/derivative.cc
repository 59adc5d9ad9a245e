#include <functional>
#include <numbers>
#include <unordered_map>

#include "models/formula/expression.h"
#include "models/formula/lowering.h"

namespace actsweep::formula {
namespace {

Expression call(Op op, const Expression& a) { return make(op, {a}); }
Expression square(const Expression& a) { return a * a; }
bool is_zero(const Expression& e) { return e->op == Op::kConstant && e->constant == 0; }

/// The derivative of a unary operation with respect to its argument; null for other operations.
Expression slope(Op op, const Expression& a) {
  switch (op) {
    case Op::kNegate: return constant(-1);
    case Op::kAbs: return call(Op::kSign, a);
    case Op::kSign: return constant(0);
    case Op::kSqrt: return constant(0.5) / call(Op::kSqrt, a);
    case Op::kExp:
    case Op::kExpm1: return call(Op::kExp, a);
    case Op::kLog: return constant(1) / a;
    case Op::kLog1p: return constant(1) / (constant(1) + a);
    case Op::kTanh: return call(Op::kSech2, a);
    case Op::kTanhshrink: return square(call(Op::kTanh, a));
    case Op::kSech2: return constant(-2) * call(Op::kTanh, a) * call(Op::kSech2, a);
    // 1 - sigmoid(a) would cancel where sigmoid(a) is close to 1.
    case Op::kSigmoid: return call(Op::kSigmoid, a) * call(Op::kSigmoid, -a);
    case Op::kSoftplus: return call(Op::kSigmoid, a);
    case Op::kMishGate: return call(Op::kMishSlope, a);
    // (sech2(s) sigmoid)' = -2 tanh(s) sech2(s) sigmoid^2 + sech2(s) sigmoid (1 - sigmoid), where s = softplus(a)
    case Op::kMishSlope:
      return call(Op::kMishSlope, a) *
             (call(Op::kSigmoid, -a) - constant(2) * call(Op::kMishGate, a) * call(Op::kSigmoid, a));
    case Op::kMish: return call(Op::kMishDerivative, a);
    case Op::kMishDerivative: return constant(2) * call(Op::kMishSlope, a) + a * slope(Op::kMishSlope, a);
    case Op::kSwish: return call(Op::kSwishDerivative, a);
    case Op::kSwishDerivative: {
      const Expression s = call(Op::kSigmoid, a), rest = call(Op::kSigmoid, -a);
      return s * rest * (constant(2) + a * (rest - s));
    }
    case Op::kErf: return constant(2 * std::numbers::inv_sqrtpi) * call(Op::kExp, -square(a));
    case Op::kSerfGate:
      return constant(2 * std::numbers::inv_sqrtpi) * call(Op::kExp, -square(call(Op::kSoftplus, a))) *
             call(Op::kSigmoid, a);
    case Op::kSerfDerivative:
    case Op::kTanhexpDerivative:
    case Op::kLogishDerivative:
    case Op::kSmishDerivative: return substitute(derivative(decompose(op, {variable("a")}), "a"), {{"a", a}});
    case Op::kNormalCdf: return call(Op::kNormalPdf, a);
    case Op::kGelu: return call(Op::kGeluDerivative, a);
    case Op::kGeluDerivative: return call(Op::kNormalPdf, a) * (constant(2) - square(a));
    case Op::kNormalPdf: return -a * call(Op::kNormalPdf, a);
    case Op::kSin: return call(Op::kCos, a);
    case Op::kCos: return -call(Op::kSin, a);
    default: return nullptr;
  }
}

class Derivative {
 public:
  explicit Derivative(const std::string& variable) : variable_(variable) {}

  Expression of(const Expression& e) {
    const auto known = done_.find(e.get());
    if (known != done_.end()) return known->second;
    return done_[e.get()] = computed(e);
  }

 private:
  Expression computed(const Expression& e) {
    if (e->op == Op::kConstant) return constant(0);
    if (e->op == Op::kVariable) return constant(e->variable == variable_ ? 1 : 0);
    const Expression& a = e->arguments[0];
    if (e->arguments.size() == 1) return slope(e->op, a) * of(a);
    const Expression& b = e->arguments[1];
    switch (e->op) {
      case Op::kAdd: return of(a) + of(b);
      case Op::kSubtract: return of(a) - of(b);
      case Op::kMultiply: return of(a) * b + a * of(b);
      case Op::kDivide: return is_zero(of(b)) ? of(a) / b : (of(a) - e * of(b)) / b;
      case Op::kPower: return power(e);
      case Op::kMin:
        return is_zero(of(a)) ? make(Op::kIfGreater, {a, b, of(b), constant(0)})
                              : make(Op::kIfGreater, {b, a, of(a), of(b)});
      case Op::kMax:
        return is_zero(of(a)) ? make(Op::kIfGreater, {b, a, of(b), constant(0)})
                              : make(Op::kIfGreater, {a, b, of(a), of(b)});
      default: return make(e->op, {a, b, of(e->arguments[2]), of(e->arguments[3])});
    }
  }

  /// (a^b)' = b a^(b-1) a' + a^b log(a) b'
  Expression power(const Expression& e) {
    const Expression& a = e->arguments[0];
    const Expression& b = e->arguments[1];
    const Expression of_base = b * make(Op::kPower, {a, b - constant(1)}) * of(a);
    return is_zero(of(b)) ? of_base : of_base + e * call(Op::kLog, a) * of(b);
  }

  const std::string& variable_;
  std::unordered_map<const Node*, Expression> done_;
};

}  // namespace

Expression derivative(const Expression& expression, const std::string& variable) {
  return Derivative(variable).of(expression);
}

}  // namespace actsweep::formula
