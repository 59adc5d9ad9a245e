#include "models/formula/cuda_source.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <stdexcept>

#include "models/formula/kernel.h"

namespace actsweep::formula {
namespace {

std::string literal(double value) {
  if (std::isnan(value)) return "(T(0) / T(0))";
  if (std::isinf(value)) return value > 0 ? "(T(1) / T(0))" : "(T(-1) / T(0))";
  return fmt::format("T({:.17g})", value);
}

/// The C++ expression of one step.
std::string expression(const Step& step) {
  const auto v = [&](std::size_t i) { return fmt::format("v{}", step.arguments[i]); };
  const auto infix = [&](char op) { return fmt::format("{} {} {}", v(0), op, v(1)); };
  const auto call = [&](const char* function) { return fmt::format("{}({})", function, v(0)); };
  switch (step.op) {
    case Op::kConstant: return literal(step.constant);
    case Op::kVariable: return fmt::format("a{}", step.variable);
    case Op::kAdd: return infix('+');
    case Op::kSubtract: return infix('-');
    case Op::kMultiply: return infix('*');
    case Op::kDivide: return infix('/');
    case Op::kNegate: return fmt::format("-{}", v(0));
    case Op::kAbs: return call("fabs");
    case Op::kSqrt: return call("sqrt");
    case Op::kPower: return fmt::format("pow({}, {})", v(0), v(1));
    case Op::kExp: return call("exp");
    case Op::kExpm1: return call("expm1");
    case Op::kLog: return call("log");
    case Op::kLog1p: return call("log1p");
    case Op::kTanh: return call("tanh");
    case Op::kErf: return call("erf");
    case Op::kNormalCdf: return call("normcdf");
    case Op::kSin: return call("sin");
    case Op::kCos: return call("cos");
    case Op::kMin: return fmt::format("{0} != {0} || {0} < {1} ? {0} : {1}", v(0), v(1));
    case Op::kMax: return fmt::format("{0} != {0} || {0} > {1} ? {0} : {1}", v(0), v(1));
    case Op::kIfGreater:
      return fmt::format("{0} != {0} ? {0} : {1} != {1} ? {1} : {0} > {1} ? {2} : {3}", v(0), v(1), v(2), v(3));
    default: throw std::logic_error("not a primitive operation");
  }
}

/// `format` applied to 0, 1, …, separated by commas.
std::string list(const std::string& format, std::size_t count) {
  std::vector<std::string> items;
  for (std::size_t i = 0; i < count; ++i) items.push_back(fmt::format(fmt::runtime(format), i));
  return fmt::format("{}", fmt::join(items, ", "));
}

/// The function for one element that is neither huge nor infinite.
std::string body(const Program& program, const std::string& parameters) {
  std::string code = fmt::format("template <typename T>\nvoid {}_body({}) {{\n", kCudaFunction, parameters);
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    code += fmt::format("  const T v{} = {};\n", i, expression(program.steps[i]));
  }
  for (std::size_t i = 0; i < program.results.size(); ++i) code += fmt::format("  r{} = v{};\n", i, program.results[i]);
  return code + "}\n";
}

}  // namespace

std::string cuda_source(const Program& program, Precision precision) {
  const std::size_t inputs = program.variables.size(), results = program.results.size();
  const std::string parameters = list("T a{}", inputs) + ", " + list("T& r{}", results);
  std::string code = body(program, parameters);
  code += fmt::format("template <typename T>\nvoid {}({}) {{\n", kCudaFunction, parameters);
  if (precision == Precision::kFloat) {
    code += fmt::format("  if (!(fabs(a0) >= T({:.17g}))) return {}_body<T>({}, {});\n", Kernel::kLarge, kCudaFunction,
                        list("a{}", inputs), list("r{}", results));
  }
  // Replaces infinite inputs with a large number, and large results with infinity.
  code += fmt::format("  double {}, {};\n", list("x{}", inputs), list("d{}", results));
  for (std::size_t i = 0; i < inputs; ++i) code += fmt::format("  x{0} = a{0};\n", i);
  code += "  if (fabs(x0) > 1e80) x0 = x0 > 0 ? 1e80 : -1e80;\n";
  code += fmt::format("  {}_body<double>({}, {});\n", kCudaFunction, list("x{}", inputs), list("d{}", results));
  for (std::size_t i = 0; i < results; ++i) {
    code += fmt::format("  r{0} = T(fabs(d{0}) > 1e78 ? d{0} * 1e300 : d{0});\n", i);
  }
  return code + "}\n";
}

}  // namespace actsweep::formula
