//===- ByteCount.h - Sizes in bytes that never wrap around ------*- C++ -*-===//
#ifndef LUGE_CODEGEN_BYTECOUNT_H
#define LUGE_CODEGEN_BYTECOUNT_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <string>

namespace luge {

/// What a process can address on 64-bit processors: no program that needs more can run.
constexpr int64_t kAddressableBytes = int64_t(1) << 47;

/// Sum and product of sizes, which are at least 0; the largest int64_t where that is exceeded.
int64_t addSizes(int64_t lhs, int64_t rhs);
int64_t multiplySizes(int64_t lhs, int64_t rhs);

/// `unit` times the product of `extents`, as above. An extent below 0 counts as `batch`.
int64_t countBytes(llvm::ArrayRef<int64_t> extents, int64_t unit, int64_t batch = 0);

/// About the largest batch at which what takes `bytes` at a batch of `batch`, `fixedBytes` of them at any, fits in
/// `available`; 0 if there is none or it cannot be told.
int64_t findLargestBatch(int64_t batch, int64_t bytes, int64_t fixedBytes, int64_t available);

/// For people: "640 bytes", "2.4 GB"; "over 9.2 EB" for the largest int64_t.
std::string describeBytes(int64_t bytes);

} // namespace luge

#endif // LUGE_CODEGEN_BYTECOUNT_H
