// What the machine can do at most, measured as benchmarks/machine.c does, but briefly.
#include "tools/luge/MachinePeaks.h"
#include "compiler/Target/Memory.h"
#include "compiler/Target/ObjectCache.h"
#include "tools/luge/Failure.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/TargetParser/Host.h"
#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

using namespace luge;
using namespace luge::driver;

/// FLOPs of `steps` of `chains` independent chains of multiply-adds of whole registers.
template <int bytes, int chains>
[[gnu::always_inline]] static inline double multiplyAdd(int64_t steps, float zero) {
  typedef float Lanes __attribute__((vector_size(bytes)));
  Lanes sums[chains], factor = Lanes{} + 0.5f, term = Lanes{} + 1.0f + zero;
  for (int chain = 0; chain < chains; ++chain) // all different: none is left out
    sums[chain] = Lanes{} + float(chain) + zero;
  for (int64_t step = 0; step < steps; ++step)
    for (int chain = 0; chain < chains; ++chain)
      sums[chain] = sums[chain] * factor + term;
  Lanes total{};
  for (int chain = 0; chain < chains; ++chain)
    total += sums[chain];
  asm volatile("" ::"m"(total));
  return 2.0 * chains * int(bytes / sizeof(float)) * double(steps);
}

#if defined(__x86_64__)
[[gnu::target("avx512f")]] static double multiplyAdd512(int64_t steps, float zero) {
  return multiplyAdd<64, 12>(steps, zero);
}
[[gnu::target("avx2,fma")]] static double multiplyAdd256(int64_t steps, float zero) {
  return multiplyAdd<32, 12>(steps, zero);
}
static double multiplyAddWidest(int64_t steps, float zero) {
  if (__builtin_cpu_supports("avx512f"))
    return multiplyAdd512(steps, zero);
  return __builtin_cpu_supports("fma") ? multiplyAdd256(steps, zero)
                                       : multiplyAdd<16, 12>(steps, zero);
}
#else
static double multiplyAddWidest(int64_t steps, float zero) {
  return multiplyAdd<16, 12>(steps, zero);
}
#endif

static unsigned countProcessors() { return std::max(1u, std::thread::hardware_concurrency()); }

/// The most work per second, in 1e9, that all processors do together in several runs.
static double measure(llvm::function_ref<double(unsigned thread)> work) {
  constexpr int kRuns = 5;
  double best = 0;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<double> done(countProcessors());
    std::vector<std::thread> threads;
    auto start = std::chrono::steady_clock::now();
    for (unsigned thread = 1; thread < done.size(); ++thread)
      threads.emplace_back([&, thread] { done[thread] = work(thread); });
    done[0] = work(0);
    for (std::thread &thread : threads)
      thread.join();
    double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    double sum = 0;
    for (double part : done)
      sum += part;
    best = std::max(best, sum / seconds * 1e-9);
  }
  return best;
}

static double measureBandwidth() {
  // Larger than caches; 12 bytes an element, as STREAM counts.
  constexpr int64_t kElements = 16 << 20;
  llvm::Expected<Memory> memory = allocateMemory(3 * kElements * sizeof(float));
  if (!memory) {
    llvm::consumeError(memory.takeError());
    return 0;
  }
  auto *a = static_cast<float *>(memory->get()), *b = a + kElements, *c = b + kElements;
  return measure([&](unsigned thread) {
    int64_t share = kElements / countProcessors(), begin = thread * share;
    for (int64_t i = begin; i < begin + share; ++i)
      a[i] = b[i] + 3.0f * c[i];
    asm volatile("" ::"r"(a) : "memory");
    return 12.0 * double(share);
  });
}

static MachinePeaks measurePeaks() {
  volatile float zero = 0;
  double gflops = measure([&](unsigned) { return multiplyAddWidest(1'000'000, zero); });
  return {gflops, measureBandwidth()};
}

MachinePeaks luge::driver::getMachinePeaks() {
  llvm::Expected<std::optional<ObjectCache>> opened = ObjectCache::open();
  if (!opened)
    throw Failure(ExitCode::BadUsage, llvm::toString(opened.takeError()));
  std::optional<ObjectCache> &cache = *opened;
  std::string key = llvm::formatv("peaks-{0}-{1}", llvm::sys::getHostCPUName(), countProcessors());
  MachinePeaks peaks;
  if (cache)
    if (std::optional<std::string> known = cache->find(key)) {
      auto [gflops, bandwidth] = llvm::StringRef(*known).split(' ');
      if (llvm::to_float(gflops, peaks.gflops) && llvm::to_float(bandwidth, peaks.bandwidth))
        return peaks;
    }
  peaks = measurePeaks();
  if (cache) // what cannot be kept is measured again
    llvm::consumeError(
        cache->store(key, llvm::formatv("{0} {1}", peaks.gflops, peaks.bandwidth).str()));
  return peaks;
}
