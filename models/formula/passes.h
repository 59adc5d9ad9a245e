#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "models/formula/expression.h"

namespace actsweep::formula {

/// An operand or result of a pass: an array, or one scalar for all elements.
template <typename T>
struct Slot {
  T* values = nullptr;
  bool is_scalar = false;
};

/// One pass over a tile: an operation on slots, given by index. kVariable copies.
struct Pass {
  Op op = Op::kConstant;
  std::uint8_t count = 0;  ///< number of arguments
  bool is_pair = false;    ///< also computes its partner, see is_pair()
  bool is_output = false;  ///< always writes an array, even if all arguments are scalars
  std::uint16_t to = 0;
  std::uint16_t second = 0;  ///< slot of the partner's result
  std::uint16_t from[4] = {};
};

/// Whether a float pass can compute `second` together with `first`, of the same argument, at little extra cost.
bool is_pair(Op first, Op second);

/// The array length of a pass is a multiple of this, and so of every vector length.
constexpr std::size_t kPassStep = 64;

/// Runs passes on the first `n` values of each slot with the widest vectors of this CPU. Results of scalars are
/// scalars.
void run_passes(std::span<const Pass> passes, Slot<float>* slots, std::size_t n);
/// Whether a non-primitive operation (lowering.h) is implemented for double vectors.
bool has_double_vectors(Op op);
/// The same in double precision, for primitive operations and those with has_double_vectors(). The relative error is
/// about 1e-10, sufficient for results rounded to float.
void run_passes(std::span<const Pass> passes, Slot<double>* slots, std::size_t n);

/// Whether any of `n` values has a magnitude of at least `bound`.
bool any_at_least(float bound, const float* values, std::size_t n);

/// Converts floats to doubles clamped to [-limit, limit]; keeps NaN.
void widen(const float* from, std::size_t n, double limit, double* to);
void narrow(const double* from, std::size_t n, float* to);

/// Convert bfloat16, the upper 16 bits of a float, to float and back; rounds to nearest, ties to even.
void widen_bf16(const std::uint16_t* from, std::size_t n, float* to);
void round_to_bf16(const float* from, std::size_t n, std::uint16_t* to);

}  // namespace actsweep::formula
