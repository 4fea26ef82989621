//===- Memory.cpp - Memory that programs run in ---------------------------===//
#include "compiler/Target/Memory.h"

#include "compiler/Codegen/ByteCount.h"
#include "llvm/Support/MathExtras.h"
#include <atomic>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

using namespace llvm;

namespace luge {

/// Of the pages that need a 512th of the entries in the processor's tables.
static constexpr int64_t kLargePage = 2 << 20;
/// Distances of blocks from a page, in lines: consecutive tensors of equal size would otherwise displace each other in
/// the caches, and a load would wait for a store whose address ends in the same 12 bits.
static constexpr int64_t kLinesApart = 27, kDistances = 64;

void FreeMemory::operator()(void *) const { std::free(block); }

int64_t getMachineMemory() {
  static const int64_t bytes = multiplySizes(sysconf(_SC_PHYS_PAGES), sysconf(_SC_PAGESIZE));
  return bytes;
}

static Memory tryAllocate(int64_t bytes) {
  // The system promises more than it has.
  if (bytes > getMachineMemory())
    return nullptr;
  // One line more: vector code may read whole lines.
  int64_t size = int64_t(alignTo(uint64_t(bytes) + 1, LUGE_ALIGNMENT));
  if (bytes < kLargePage) {
    void *block = std::aligned_alloc(LUGE_ALIGNMENT, size);
    return Memory(block, {block});
  }
  static std::atomic<int64_t> blocks = 0;
  int64_t offset = blocks++ % kDistances * kLinesApart * LUGE_ALIGNMENT;
  auto *block = static_cast<char *>(std::aligned_alloc(kLargePage, size + offset));
  if (!block)
    return nullptr;
#ifdef MADV_HUGEPAGE
  // Whole pages, so that no more memory is used. Advice: it may be refused.
  madvise(block, int64_t(alignDown(size + offset, kLargePage)), MADV_HUGEPAGE);
#endif
  return Memory(block + offset, {block});
}

static std::string explainLack(int64_t bytes) {
  return describeBytes(bytes) + ", of the " + describeBytes(getMachineMemory()) +
         " that this machine has";
}

Expected<Memory> allocateMemory(int64_t bytes) {
  if (Memory memory = tryAllocate(bytes))
    return memory;
  return createStringError("cannot allocate " + explainLack(bytes));
}

Expected<Memory> allocateMemory(const luge_program &program, int64_t bytes) {
  if (Memory memory = tryAllocate(bytes))
    return memory;
  std::string text = "program '" + std::string(program.name) + "' needs " + explainLack(bytes);
  if (program.max_batch > 0)
    text += ", at a largest batch of " + std::to_string(program.max_batch);
  if (int64_t rows = findLargestBatch(program.max_batch, bytes, bytes - getArenaBytes(program),
                                      getMachineMemory()))
    text += "; about " + std::to_string(rows) + " rows fit";
  return createStringError(text);
}

int64_t getArenaBytes(const luge_program &program) {
  int64_t bytes = 0;
  for (int32_t i = 0; i < program.function_count; ++i)
    bytes = std::max(bytes, program.functions[i].arena_bytes);
  return bytes;
}

} // namespace luge
