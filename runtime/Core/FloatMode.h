//===- FloatMode.h - How compiled code rounds -------------------*- C -*-===//
//
// Compiled code runs in one mode whatever its caller's is: round to nearest, no
// traps, denormals flushed. The mode is per thread.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_RUNTIME_CORE_FLOATMODE_H
#define LUGE_RUNTIME_CORE_FLOATMODE_H

#include <stdint.h>

#if defined(__x86_64__)
#include <xmmintrin.h>

typedef unsigned luge_float_mode;

/// Sets the mode of compiled code; returns the mode before.
static inline luge_float_mode luge_set_float_mode(void) {
  luge_float_mode before = _mm_getcsr();
  // All exceptions masked, denormal results (FTZ) and operands (DAZ) zero.
  _mm_setcsr(0x1F80u | 0x8040u);
  return before;
}

/// Sets a mode that luge_set_float_mode returned; keeps exception flags raised since.
static inline void luge_restore_float_mode(luge_float_mode before) {
  _mm_setcsr(before | (_mm_getcsr() & 0x3Fu));
}

#elif defined(__aarch64__)

typedef uint64_t luge_float_mode;

static inline luge_float_mode luge_set_float_mode(void) {
  luge_float_mode before;
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  __asm__ volatile("msr fpcr, %0" : : "r"(UINT64_C(1) << 24));
  return before;
}

static inline void luge_restore_float_mode(luge_float_mode before) {
  __asm__ volatile("msr fpcr, %0" : : "r"(before));
}

#else
#error "the floating-point mode is not written for this architecture"
#endif

#endif // LUGE_RUNTIME_CORE_FLOATMODE_H
