#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/formula/passes.h"
#include "models/formula/program.h"

namespace actsweep::formula {

/// An array with a value for each element, or one value for all of them.
struct Input {
  const float* values = nullptr;
  bool is_scalar = false;
};

/// The numbers in which a kernel computes.
enum class Precision : std::uint8_t {
  kFloat,
  kDouble,  ///< for a formula that amplifies rounding errors; it takes about twice as long
};

/// What becomes of elements whose first input is infinite, or so large that a square might overflow.
enum class Tails : std::uint8_t {
  kLimits,      ///< they are computed in double precision, an infinity as 1e80: what the function tends to
  kAsComputed,  ///< what floats make of them
};

/// A program that runs on arrays of float, whatever its precision, with the widest vectors of this CPU (SSE4, AVX2 or
/// AVX-512).
///
/// It is interpreted in tiles that stay in the first-level cache: each step is one pass over a tile, so that reading
/// the steps costs next to nothing and memory is read and written once. Several threads may run the same kernel.
class Kernel {
 public:
  /// Numbers of a tile, at most.
  static constexpr std::size_t kMaxTile = 1024;

  /// From this size on an element is computed in double precision.
  static constexpr float kLarge = 0x1p40f;

  explicit Kernel(Program program, Precision precision = Precision::kFloat, Tails tails = Tails::kLimits);

  /// Computes `count` elements of each result. `inputs` are the values of the program's variables, in their order. The
  /// last output may be an input's array, and others where may_overwrite() says so; no output may overlap an input
  /// otherwise. Of each array, `slack` elements
  /// more may be read, and those of the outputs overwritten, which saves copies.
  void run(std::span<const Input> inputs, std::span<float* const> outputs, std::size_t count,
           std::size_t slack = 0) const;

  /// Whether result `result` may take the place of the array of variable `input`: whether nothing reads that later.
  bool may_overwrite(std::size_t result, std::size_t input) const;

  const Program& program() const { return program_; }
  /// The same of primitive operations, for an engine of another kind.
  const Program& lowered() const { return lowered_; }
  Precision precision() const { return precision_; }
  /// What takes nearly all of the time: how many passes there are besides those of plain arithmetic; of doubles, twice.
  std::size_t cost() const;

 private:
  template <typename T>
  std::vector<Place<T>>& prepared(std::size_t more) const;
  void run_float(std::span<const Input> inputs, std::span<float* const> outputs, std::size_t count,
                 std::size_t slack) const;
  void run_double(std::span<const Input> inputs, std::span<float* const> outputs, std::size_t count) const;
  void compute_rare(const std::vector<Place<float>>& places, std::span<float* const> outputs, std::size_t begin,
                    std::size_t count) const;

  Program program_, lowered_;
  Precision precision_;
  std::vector<Pass> passes_;
  std::vector<std::pair<std::uint16_t, double>> constants_;  ///< and the places that hold them
  std::size_t places_ = 0;                                   ///< of inputs, outputs, constants, and what is handed on
  std::size_t tile_ = 0;                                     ///< numbers
  bool has_rare_ = true;                                     ///< whether large inputs have to be looked for
};

}  // namespace actsweep::formula
