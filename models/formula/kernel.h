#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/formula/passes.h"
#include "models/formula/program.h"

namespace actsweep::formula {

/// An input array with one value per element, or one scalar for all elements.
struct Input {
  const float* values = nullptr;
  bool is_scalar = false;
};

/// The precision of a kernel's arithmetic.
enum class Precision : std::uint8_t {
  kFloat,
  kDouble,  ///< for formulas that amplify rounding errors; about half as fast
};

/// How to compute elements whose first input is infinite, or so large that its square might overflow.
enum class Tails : std::uint8_t {
  kLimits,      ///< in double precision, replacing infinity with 1e80, to obtain the limits of the function
  kAsComputed,  ///< in float, like all other elements
};

/// Runs a program on float arrays with the widest vectors of this CPU (SSE4, AVX2 or AVX-512).
///
/// Interprets the program in tiles that stay in the L1 cache. Each step is one pass over a tile, so interpretation
/// costs next to nothing and memory is read and written once. Thread-safe.
class Kernel {
 public:
  /// The maximum number of values in a tile.
  static constexpr std::size_t kMaxTile = 1024;

  /// With Tails::kLimits, elements with a first input of at least this magnitude are computed in double precision.
  static constexpr float kLarge = 0x1p40f;

  explicit Kernel(Program program, Precision precision = Precision::kFloat, Tails tails = Tails::kLimits);

  /// Computes `count` elements of each result. `inputs` has the program's variables, in order. The last output may be
  /// the array of an input, others only if may_overwrite() allows it; otherwise no output may overlap an input. The
  /// kernel may read `slack` elements beyond `count` in each array and overwrite them in the outputs, which avoids
  /// copies.
  void run(std::span<const Input> inputs, std::span<float* const> outputs, std::size_t count,
           std::size_t slack = 0) const;

  /// Whether result `result` may be written to the array of variable `input`: nothing reads the input afterwards.
  bool may_overwrite(std::size_t result, std::size_t input) const;

  const Program& program() const { return program_; }
  /// The program in primitive operations, for other engines.
  const Program& lowered() const { return lowered_; }
  Precision precision() const { return precision_; }
  /// An estimate of run time: the number of passes other than plain arithmetic, doubled in double precision.
  std::size_t cost() const;

 private:
  template <typename T>
  std::vector<Slot<T>>& prepared(std::size_t more) const;
  void run_float(std::span<const Input> inputs, std::span<float* const> outputs, std::size_t count,
                 std::size_t slack) const;
  void run_double(std::span<const Input> inputs, std::span<float* const> outputs, std::size_t count) const;
  void compute_large(const std::vector<Slot<float>>& slots, std::span<float* const> outputs, std::size_t begin,
                     std::size_t count) const;

  Program program_, lowered_;
  Precision precision_;
  std::vector<Pass> passes_;
  std::vector<std::pair<std::uint16_t, double>> constants_;  ///< slot and value
  std::size_t slots_ = 0;     ///< number of slots for inputs, outputs, constants and intermediate results
  std::size_t tile_ = 0;      ///< values per tile
  bool checks_large_ = true;  ///< whether to search the first input for large values
};

}  // namespace actsweep::formula
