#pragma once

#include <cstdint>

namespace actsweep {

// Limits on experiments: no experiment, by mistake or by malice, may take all of the machine's memory or time.

/// The fuzzers need inputs that take milliseconds, so they are built with lower limits.
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
inline constexpr std::uint64_t kLimitDivisor = 100;
#else
inline constexpr std::uint64_t kLimitDivisor = 1;
#endif

/// Points of a grid.
inline constexpr std::uint64_t kMaxPoints = 10'000'000 / kLimitDivisor;
/// Values of all axes of a grid. Unlike points, they are kept in memory, about 400 bytes each.
inline constexpr std::uint64_t kMaxAxisValues = 1'000'000 / kLimitDivisor;
/// Combinations of components. Each is resolved separately and takes about 10 KB of memory.
inline constexpr std::uint64_t kMaxCombinations = 50'000 / kLimitDivisor;
/// Tests of a point against an exclusion.
inline constexpr std::uint64_t kMaxRuleTests = 100'000'000 / kLimitDivisor;

}  // namespace actsweep
