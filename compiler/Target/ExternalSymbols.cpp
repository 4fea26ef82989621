//===- ExternalSymbols.cpp - What compiled code may call ------------------===//
#include "compiler/Target/ExternalSymbols.h"

#include "runtime/Core/Team.h"
#include "runtime/Core/Trace.h"
#include <math.h>
#include <string.h>

namespace luge {

/// The address of `function`; the signature chooses among C++'s overloads.
template <typename Signature> static void *addressOf(Signature *function) {
  return reinterpret_cast<void *>(function);
}

#define UNARY(name)                                                                                \
  {#name "f", addressOf<float(float)>(::name##f)}, { #name, addressOf<double(double)>(::name) }
#define BINARY(name)                                                                               \
  {#name "f", addressOf<float(float, float)>(::name##f)}, {                                        \
    #name, addressOf<double(double, double)>(::name)                                               \
  }
#define TERNARY(name)                                                                              \
  {#name "f", addressOf<float(float, float, float)>(::name##f)}, {                                 \
    #name, addressOf<double(double, double, double)>(::name)                                       \
  }

llvm::ArrayRef<ExternalSymbol> getExternalSymbols() {
  static const ExternalSymbol symbols[] = {
      {"luge_team_barrier", addressOf<void(luge_team *)>(luge_team_barrier)},
      {"luge_trace_now", addressOf<int64_t()>(luge_trace_now)},
      {"luge_trace_record",
       addressOf<void(luge_trace *, const char *, int64_t, int64_t)>(luge_trace_record)},
      {"memcpy", addressOf<void *(void *, const void *, size_t)>(memcpy)},
      {"memmove", addressOf<void *(void *, const void *, size_t)>(memmove)},
      {"memset", addressOf<void *(void *, int, size_t)>(memset)},
      UNARY(acos),
      UNARY(acosh),
      UNARY(asin),
      UNARY(asinh),
      UNARY(atan),
      UNARY(atanh),
      UNARY(cbrt),
      UNARY(ceil),
      UNARY(cos),
      UNARY(cosh),
      UNARY(erf),
      UNARY(erfc),
      UNARY(exp),
      UNARY(exp2),
      UNARY(expm1),
      UNARY(floor),
      UNARY(log),
      UNARY(log10),
      UNARY(log1p),
      UNARY(log2),
      UNARY(rint),
      UNARY(round),
      UNARY(roundeven),
      UNARY(sin),
      UNARY(sinh),
      UNARY(sqrt),
      UNARY(tan),
      UNARY(tanh),
      UNARY(trunc),
      BINARY(atan2),
      BINARY(fmax),
      BINARY(fmin),
      BINARY(fmod),
      BINARY(pow),
      TERNARY(fma),
      // LLVM makes one call of a sine and a cosine of the same number.
      {"sincosf", addressOf<void(float, float *, float *)>(::sincosf)},
      {"sincos", addressOf<void(double, double *, double *)>(::sincos)},
  };
  return symbols;
}

} // namespace luge
