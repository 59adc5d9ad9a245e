#pragma once

#include <ATen/ATen.h>

#include <stdexcept>

#include "models/formula/expression.h"

namespace actsweep {

/// The operations of a formula on tensors: for every device and number type that has no kernel of its own. Values are
/// those of the kernels to within rounding, for finite input.
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
      case Op::kSign: return at::where(a.isnan(), a, a.sign());
      case Op::kMin: return at::minimum(a, v(1));
      case Op::kMax: return at::maximum(a, v(1));
      case Op::kSqrt: return a.sqrt();
      case Op::kExp: return a.exp();
      case Op::kExpm1: return a.expm1();
      case Op::kLog: return a.log();
      case Op::kLog1p: return a.log1p();
      case Op::kTanh: return a.tanh();
      case Op::kTanhshrink: {
        const at::Tensor z = a * a;
        const at::Tensor series = a * z * (1.0 / 3 + z * (-2.0 / 15 + z * (17.0 / 315 + z * (-62.0 / 2835))));
        return at::where(a.abs() < 0.05, series, a - a.tanh());
      }
      case Op::kSech2: {
        const at::Tensor e = decay(2 * a);
        return 4 * e / (1 + e).square();
      }
      case Op::kSigmoid: return a.sigmoid();
      case Op::kSoftplus: return a.clamp_min(0) + decay(a).log1p();
      case Op::kMishGate: {
        const at::Tensor e = decay(a);
        const at::Tensor t = at::where(a < 0, e + 0.5 * e * e, 2 * e + 2 * e * e);
        return at::where(a < 0, t, 1 + 2 * e) / (1 + t);
      }
      case Op::kMishSlope: {
        const at::Tensor e = decay(a);
        const at::Tensor t = at::where(a < 0, e + 0.5 * e * e, 2 * e + 2 * e * e);
        return at::where(a < 0, e, 4 * e * e) * (1 + e) / (1 + t).square();
      }
      case Op::kMish: return a * apply(Op::kMishGate, v);
      case Op::kMishDerivative: return apply(Op::kMishGate, v) + a * apply(Op::kMishSlope, v);
      case Op::kSwish: return a * a.sigmoid();
      case Op::kSwishDerivative: return a.sigmoid() * (1 + a * (-a).sigmoid());
      case Op::kErf: return a.erf();
      case Op::kNormalCdf: return 0.5 * (a * -0.70710678118654752440).erfc();
      case Op::kNormalPdf: return 0.39894228040143267794 * (-0.5 * a * a).exp();
      case Op::kGelu: return a * apply(Op::kNormalCdf, v);
      case Op::kGeluDerivative: return apply(Op::kNormalCdf, v) + a * apply(Op::kNormalPdf, v);
      case Op::kSin: return a.sin();
      case Op::kCos: return a.cos();
      case Op::kIfGreater: return nan_or(a, v(1), at::where(a > v(1), v(2), v(3)));
      case Op::kIfAtLeast: return nan_or(a, v(1), at::where(a >= v(1), v(2), v(3)));
      case Op::kConstant:
      case Op::kVariable: break;
    }
    throw std::logic_error("constants and variables are not applied");
  }

 private:
  static at::Tensor decay(const at::Tensor& a) { return (-a.abs()).exp(); }
  static at::Tensor nan_or(const at::Tensor& a, const at::Tensor& b, const at::Tensor& otherwise) {
    return at::where(a.isnan(), a, at::where(b.isnan(), b, otherwise));
  }

  at::TensorOptions options_;
};

}  // namespace actsweep
