//===- Philox.h - Counter-based random numbers ------------------*- C -*-===//
//
// Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
// SC 2011): a bijection of a 128-bit counter under a 64-bit key. A number depends
// on nothing but its counter and the seed, so any thread may compute any element.
//
// Compiled code draws the same numbers by the same convention. Element `i` of a
// tensor takes word i % 4 of the block
//   key     = (low 32 bits of seed, high 32 bits of seed)
//   counter = (i / 4, stream, low 32 bits of domain, high 32 bits of domain)
// where the domain is LUGE_PHILOX_INIT for initial values, and the step for
// draws inside a program.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_RUNTIME_CORE_PHILOX_H
#define LUGE_RUNTIME_CORE_PHILOX_H

#include "runtime/Core/Program.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The domain of initial values: "init".
#define LUGE_PHILOX_INIT UINT64_C(0x696e6974)

/// The domain of data set permutations: "data".
#define LUGE_PHILOX_DATA UINT64_C(0x64617461)

/// One block: ten rounds of `counter` under `key`.
void luge_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t block[4]);

/// The block of four words that starts at element 4 * `index`.
void luge_philox_block(uint64_t seed, uint32_t index, uint32_t stream, uint64_t domain,
                       uint32_t block[4]);

/// A word as a number in [0, 1): its upper 24 bits, exact in float and double.
static inline double luge_philox_uniform(uint32_t word) { return (word >> 8) * 0x1p-24; }

/// Fills `data` with `elements` initial values: low + (high - low) * u, computed
/// in double and rounded to `dtype`; the constant `low` when low == high. Integer
/// and boolean values are truncated.
void luge_initialize(void *data, luge_dtype dtype, int64_t elements, double low, double high,
                     uint64_t seed, int64_t stream);

#ifdef __cplusplus
}
#endif

#endif // LUGE_RUNTIME_CORE_PHILOX_H
