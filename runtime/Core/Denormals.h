//===- Denormals.h - Flushing denormal numbers to zero ----------*- C -*-===//
//
// Denormals cost a hundred cycles each on some processors and carry no
// information a training step needs. The mode is per thread.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_RUNTIME_CORE_DENORMALS_H
#define LUGE_RUNTIME_CORE_DENORMALS_H

#include <stdint.h>

#if defined(__x86_64__)
#include <xmmintrin.h>

typedef unsigned luge_float_mode;

/// Flushes denormal results (FTZ) and operands (DAZ); returns the mode before.
static inline luge_float_mode luge_flush_denormals(void) {
  luge_float_mode before = _mm_getcsr();
  _mm_setcsr(before | 0x8040u);
  return before;
}

/// Sets a mode that luge_flush_denormals returned; keeps exception flags raised since.
static inline void luge_restore_float_mode(luge_float_mode before) {
  _mm_setcsr(before | (_mm_getcsr() & 0x3Fu));
}

#elif defined(__aarch64__)

typedef uint64_t luge_float_mode;

static inline luge_float_mode luge_flush_denormals(void) {
  luge_float_mode before;
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  __asm__ volatile("msr fpcr, %0" : : "r"(before | (UINT64_C(1) << 24)));
  return before;
}

static inline void luge_restore_float_mode(luge_float_mode before) {
  __asm__ volatile("msr fpcr, %0" : : "r"(before));
}

#else
#error "flushing denormals is not written for this architecture"
#endif

#endif // LUGE_RUNTIME_CORE_DENORMALS_H
