#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace actsweep {

/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011), a counter-based generator:
/// any part of a stream can be computed independently, and many in parallel.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// The number of counters used by the functions below for `size` values.
std::size_t philox_blocks(std::size_t size);

/// Fills out[0 … size-1] with 0 where a uniform 32-bit integer is below rate * 2^32, and with `kept` elsewhere. The
/// integers come from the counters first_block, first_block + 1, …
void philox_mask(float* out, std::size_t size, double rate, float kept, std::uint64_t key, std::uint64_t first_block);

/// Fills out[0 … size-1] with lower + (upper - lower) u, where u is a multiple of 2^-24 in [0, 1).
void philox_uniform(float* out, std::size_t size, float lower, float upper, std::uint64_t key,
                    std::uint64_t first_block);

}  // namespace actsweep
