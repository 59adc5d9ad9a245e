#include "models/formula/expression.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "models/formula/lowering.h"
#include "models/formula/number_math.h"

namespace actsweep::formula {
namespace {

bool is_constant(const Expression& e) { return e->op == Op::kConstant; }
bool is(const Expression& e, double value) { return is_constant(e) && e->constant == value; }

Expression call(Op op, const Expression& a) { return make(op, {a}); }

/// a if `e` is 1 + a or a + 1, else null.
Expression added_to_one(const Expression& e) {
  if (e->op != Op::kAdd) return nullptr;
  if (is(e->arguments[0], 1)) return e->arguments[1];
  if (is(e->arguments[1], 1)) return e->arguments[0];
  return nullptr;
}

/// Whether `e` is a condition that returns 0 or 1.
bool is_indicator(const Expression& e) {
  return (e->op == Op::kIfGreater || e->op == Op::kIfAtLeast) &&
         std::all_of(e->arguments.begin() + 2, e->arguments.end(),
                     [](const Expression& branch) { return is(branch, 0) || is(branch, 1); });
}

/// indicator * b, as a condition that returns b or 0.
Expression select(const Expression& indicator, const Expression& b) {
  const auto branch = [&](std::size_t i) { return is(indicator->arguments[i], 1) ? b : constant(0); };
  return make(indicator->op, {indicator->arguments[0], indicator->arguments[1], branch(2), branch(3)});
}

bool same(const Expression& a, const Expression& b) {
  return a == b || (a->op == Op::kVariable && b->op == Op::kVariable && a->variable == b->variable);
}

/// The single operation equal to a * gate, or kMultiply if there is none.
Op gated_by(const Expression& gate, const Expression& a) {
  if (gate->op == Op::kMishGate && same(gate->arguments[0], a)) return Op::kMish;
  if (gate->op == Op::kNormalCdf && same(gate->arguments[0], a)) return Op::kGelu;
  if (gate->op == Op::kSigmoid && same(gate->arguments[0], a)) return Op::kSwish;
  return Op::kMultiply;
}

Expression simplified_power(const Expression& a, const Expression& b) {
  if (is(b, 0)) return constant(1);
  if (is(b, 1)) return a;
  if (is(b, 2)) return a * a;
  if (is(b, 3)) return a * a * a;
  if (is(b, 0.5)) return call(Op::kSqrt, a);
  if (is(b, -1)) return constant(1) / a;
  return nullptr;
}

/// An equal, simpler expression, or null. Rewriting logarithms and exponentials also keeps precision near 0 and
/// prevents overflow of intermediate results.
Expression simplified(Op op, const std::vector<Expression>& v) {
  const Expression& a = v[0];
  switch (op) {
    case Op::kAdd:
      if (is(a, 0)) return v[1];
      if (is(v[1], 0)) return a;
      if (v[1]->op == Op::kNegate) return a - v[1]->arguments[0];
      return nullptr;
    case Op::kSubtract:
      if (is(a, 0)) return -v[1];
      if (is(v[1], 0)) return a;
      if (v[1]->op == Op::kNegate) return a + v[1]->arguments[0];
      if (is(v[1], 1) && a->op == Op::kExp) return call(Op::kExpm1, a->arguments[0]);
      if (v[1]->op == Op::kTanh && same(v[1]->arguments[0], a)) return call(Op::kTanhshrink, a);
      return nullptr;
    case Op::kMultiply:
      if (is(a, 0) || is(v[1], 0)) return constant(0);
      if (is(a, 1)) return v[1];
      if (is(v[1], 1)) return a;
      if (is(a, -1)) return -v[1];
      if (is(v[1], -1)) return -a;
      if (const Op gated = gated_by(v[1], a); gated != Op::kMultiply) return make(gated, {a});
      if (const Op gated = gated_by(a, v[1]); gated != Op::kMultiply) return make(gated, {v[1]});
      if (is_indicator(a)) return select(a, v[1]);
      if (is_indicator(v[1])) return select(v[1], a);
      return nullptr;
    case Op::kDivide:
      if (is(v[1], 1)) return a;
      if (const Expression part = added_to_one(v[1]); part && part->op == Op::kExp) {
        return a * call(Op::kSigmoid, -part->arguments[0]);
      }
      return nullptr;
    case Op::kNegate: return a->op == Op::kNegate ? a->arguments[0] : nullptr;
    case Op::kPower: return simplified_power(a, v[1]);
    case Op::kLog:
      if (a->op == Op::kSigmoid) return -call(Op::kSoftplus, -a->arguments[0]);
      if (const Expression part = added_to_one(a)) return call(Op::kLog1p, part);
      return nullptr;
    case Op::kLog1p: return a->op == Op::kExp ? call(Op::kSoftplus, a->arguments[0]) : nullptr;
    case Op::kTanh: return a->op == Op::kSoftplus ? call(Op::kMishGate, a->arguments[0]) : nullptr;
    case Op::kErf: return a->op == Op::kSoftplus ? call(Op::kSerfGate, a->arguments[0]) : nullptr;
    case Op::kIfGreater:
    case Op::kIfAtLeast:
      return is_constant(v[2]) && is_constant(v[3]) && v[2]->constant == v[3]->constant ? v[2] : nullptr;
    default: return nullptr;
  }
}

}  // namespace

Expression constant(double value) {
  return std::make_shared<const Node>(Node{.op = Op::kConstant, .constant = value, .variable = {}, .arguments = {}});
}

Expression variable(const std::string& name) {
  return std::make_shared<const Node>(Node{.op = Op::kVariable, .constant = 0, .variable = name, .arguments = {}});
}

Expression node(Op op, std::vector<Expression> arguments) {
  return std::make_shared<const Node>(Node{.op = op, .constant = 0, .variable = {}, .arguments = std::move(arguments)});
}

Expression make(Op op, std::vector<Expression> arguments) {
  if (std::all_of(arguments.begin(), arguments.end(), is_constant)) {
    return constant(run<NumberMath<double>>(lowered(compile({node(op, std::move(arguments))}, {})), {})[0]);
  }
  if (Expression simpler = simplified(op, arguments)) return simpler;
  return node(op, std::move(arguments));
}

Expression operator+(const Expression& a, const Expression& b) { return make(Op::kAdd, {a, b}); }
Expression operator-(const Expression& a, const Expression& b) { return make(Op::kSubtract, {a, b}); }
Expression operator*(const Expression& a, const Expression& b) { return make(Op::kMultiply, {a, b}); }
Expression operator/(const Expression& a, const Expression& b) { return make(Op::kDivide, {a, b}); }
Expression operator-(const Expression& a) { return make(Op::kNegate, {a}); }

Expression substitute(const Expression& expression, const std::map<std::string, Expression>& values) {
  std::unordered_map<const Node*, Expression> done;
  const std::function<Expression(const Expression&)> replace = [&](const Expression& e) -> Expression {
    if (e->op == Op::kConstant) return e;
    if (e->op == Op::kVariable) {
      const auto found = values.find(e->variable);
      return found == values.end() ? e : found->second;
    }
    if (const auto known = done.find(e.get()); known != done.end()) return known->second;
    std::vector<Expression> arguments;
    for (const Expression& argument : e->arguments) arguments.push_back(replace(argument));
    return done[e.get()] = make(e->op, std::move(arguments));
  };
  return replace(expression);
}

}  // namespace actsweep::formula
