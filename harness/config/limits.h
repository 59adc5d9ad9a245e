#pragma once

#include <cstdint>

namespace actsweep {

/// What an experiment may ask for, so that none, by mistake or by malice, takes all of the machine's memory or time.
/// The fuzzers, whose one input is to take milliseconds, are built with a hundredth of it.
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
inline constexpr std::uint64_t kLimitDivisor = 100;
#else
inline constexpr std::uint64_t kLimitDivisor = 1;
#endif

/// The largest grid that is taken.
inline constexpr std::uint64_t kMaxPoints = 10'000'000 / kLimitDivisor;
/// The most values of all its axes together: unlike points, they are held, in some 400 bytes each.
inline constexpr std::uint64_t kMaxAxisValues = 1'000'000 / kLimitDivisor;
/// The most combinations of components, each of which is resolved by itself, and held in some 10 KB.
inline constexpr std::uint64_t kMaxCombinations = 50'000 / kLimitDivisor;
/// The most tests of a point against a rule of exclusion.
inline constexpr std::uint64_t kMaxRuleTests = 100'000'000 / kLimitDivisor;

}  // namespace actsweep
