#pragma once

#include <ATen/ATen.h>

#include "models/formula/number_math.h"

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
      case Op::kMin: return at::minimum(a, v(1));
      case Op::kMax: return at::maximum(a, v(1));
      case Op::kNormalCdf: return 0.5 * (a * -0.70710678118654752440).erfc();
      case Op::kIfGreater:
        return at::where(a.isnan(), a, at::where(v(1).isnan(), v(1), at::where(a > v(1), v(2), v(3))));
      default: return formula::apply_alike<at::Tensor>(op, v);
    }
  }

 private:
  at::TensorOptions options_;
};

}  // namespace actsweep
