#pragma once

#include <ATen/ATen.h>

#include <stdexcept>

#include "models/formula/expression.h"

namespace actsweep {

/// The primitive operations of formulas (models/formula/lowering.h) on tensors, for devices and dtypes without a
/// kernel. For finite inputs, values equal those of the kernels up to rounding.
class TensorMath {
 public:
  using Value = at::Tensor;

  explicit TensorMath(const at::TensorOptions& options) : options_(options.requires_grad(false)) {}

  at::Tensor constant(double value) const { return at::full({}, value, options_); }

  template <typename Arguments>
  at::Tensor apply(formula::Op op, const Arguments& v) const {
    using formula::Op;
    const at::Tensor& a = v(0);
    switch (op) {
      case Op::kAdd: return a + v(1);
      case Op::kSubtract: return a - v(1);
      case Op::kMultiply: return a * v(1);
      case Op::kDivide: return a / v(1);
      case Op::kNegate: return -a;
      case Op::kPower: return a.pow(v(1));
      case Op::kAbs: return a.abs();
      case Op::kMin: return at::minimum(a, v(1));
      case Op::kMax: return at::maximum(a, v(1));
      case Op::kSqrt: return a.sqrt();
      case Op::kExp: return a.exp();
      case Op::kExpm1: return a.expm1();
      case Op::kLog: return a.log();
      case Op::kLog1p: return a.log1p();
      case Op::kTanh: return a.tanh();
      case Op::kErf: return a.erf();
      case Op::kNormalCdf: return 0.5 * (a * -0.70710678118654752440).erfc();
      case Op::kSin: return a.sin();
      case Op::kCos: return a.cos();
      case Op::kIfGreater:
        return at::where(a.isnan(), a, at::where(v(1).isnan(), v(1), at::where(a > v(1), v(2), v(3))));
      default: throw std::logic_error("not a primitive operation");
    }
  }

 private:
  at::TensorOptions options_;
};

}  // namespace actsweep
