/* Largest error of computed f32 values, in units in the last place, against the same functions of libm in f64 (with
 * clang's -fveclib=libmvec on vectors), which err by less than 1e-7 of such units. */
#include <float.h>
#include <math.h>
#include <string.h>

enum { kBlock = 1024 };

/* A result too small for a normal number may be flushed to zero; NaN and infinity must be met, but for the largest
 * finite number where the exact result rounds to infinity. */
static inline float errorInUlp(float actual, double exact) {
  const float rounded = (float)exact;
  const float size = fabsf(rounded) > FLT_MIN ? fabsf(rounded) : FLT_MIN;
  unsigned bits;
  memcpy(&bits, &size, sizeof bits);
  bits &= 0x7f800000u;
  float power;
  memcpy(&power, &bits, sizeof power);
  const double difference = fabs((double)actual - exact) / ((double)power * 0x1p-23);
  const int same = (actual == rounded) | ((actual != actual) & (rounded != rounded));
  const int flushed = (fabsf(rounded) <= FLT_MIN) & (actual == 0);
  const int nearly = (fabsf(actual) == FLT_MAX) & (fabsf(rounded) == INFINITY);
  return same | flushed | nearly ? 0.0f : difference < INFINITY ? (float)difference : INFINITY;
}

/* worst_NAME(x0, x1, y, size, at): the largest error of y = NAME(x0[, x1]) over `size` elements, and where. */
#define WORST(name, exact)                                                                         \
  float worst_##name(const float *x0, const float *x1, const float *y, long size, long *at) {      \
    float worst = 0;                                                                               \
    for (long begin = 0; begin < size; begin += kBlock) {                                          \
      const long count = size - begin < kBlock ? size - begin : kBlock;                            \
      float errors[kBlock];                                                                        \
      for (long i = 0; i < count; ++i) {                                                           \
        const double x = x0[begin + i];                                                            \
        errors[i] = errorInUlp(y[begin + i], exact);                                               \
      }                                                                                            \
      for (long i = 0; i < count; ++i)                                                             \
        if (errors[i] > worst) {                                                                   \
          worst = errors[i];                                                                       \
          *at = begin + i;                                                                         \
        }                                                                                          \
    }                                                                                              \
    return worst;                                                                                  \
  }

WORST(cos, cos(x))
WORST(erf, erf(x))
WORST(exp, exp(x))
WORST(expm1, expm1(x))
WORST(log, log(x))
WORST(log1p, log1p(x))
WORST(pow, pow(x, x1[begin + i]))
WORST(rsqrt, 1 / sqrt(x))
WORST(sigmoid, 1 / (1 + exp(-x)))
WORST(sin, sin(x))
WORST(tanh, tanh(x))
