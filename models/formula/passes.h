#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "models/formula/expression.h"

namespace actsweep::formula {

/// Where a pass finds or leaves numbers: an array, or one number that stands for all of an array.
template <typename T>
struct Place {
  T* values = nullptr;
  bool is_scalar = false;
};

/// One pass over a tile: an operation on places, by their numbers. kVariable copies.
struct Pass {
  Op op = Op::kConstant;
  std::uint8_t count = 0;  ///< of arguments
  bool is_pair = false;    ///< with its partner
  bool is_output = false;  ///< which has to be an array, even of scalars
  std::uint16_t to = 0;
  std::uint16_t second = 0;  ///< where the partner's result goes
  std::uint16_t from[4] = {};
};

/// Whether a pass over floats computes `second` of an argument beside `first`, for hardly more than one of them.
bool is_pair(Op first, Op second);

/// The arrays of a pass have room for a multiple of this many numbers: with any vectors, it computes whole ones.
constexpr std::size_t kPassStep = 64;

/// Runs passes on the first `n` numbers of each place with the widest vectors of this CPU. What they make of scalars is
/// a scalar.
void run_passes(std::span<const Pass> passes, Place<float>* places, std::size_t n);
/// Whether an operation that is not primitive (lowering.h) has vectors of double.
bool has_wide_vectors(Op op);
/// The same in double precision, of primitive operations and those that have such vectors. To about 1e-10: enough for a
/// result that is rounded to float.
void run_passes(std::span<const Pass> passes, Place<double>* places, std::size_t n);

/// Whether the size of any of `n` numbers is at least `bound`.
bool any_at_least(float bound, const float* values, std::size_t n);

/// From floats to doubles between -limit and limit; NaN stays.
void widen(const float* from, std::size_t n, double limit, double* to);
void narrow(const double* from, std::size_t n, float* to);

/// bfloat16, as the upper half of a float's bits; rounded to the nearest, of two to the even one.
void widen_bf16(const std::uint16_t* from, std::size_t n, float* to);
void round_to_bf16(const float* from, std::size_t n, std::uint16_t* to);

}  // namespace actsweep::formula
