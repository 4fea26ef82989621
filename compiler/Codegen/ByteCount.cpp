//===- ByteCount.cpp - Sizes in bytes that never wrap around --------------===//
#include "compiler/Codegen/ByteCount.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include <limits>

using namespace llvm;

namespace luge {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

int64_t addSizes(int64_t lhs, int64_t rhs) {
  int64_t sum;
  return AddOverflow(lhs, rhs, sum) ? kMost : sum;
}

int64_t multiplySizes(int64_t lhs, int64_t rhs) {
  int64_t product;
  return MulOverflow(lhs, rhs, product) ? kMost : product;
}

int64_t countBytes(ArrayRef<int64_t> extents, int64_t unit, int64_t batch) {
  // Nothing is nothing, however large the other extents are.
  int64_t bytes = unit;
  for (int64_t extent : extents)
    if (extent == 0 || (extent < 0 && batch == 0))
      return 0;
  for (int64_t extent : extents)
    bytes = multiplySizes(bytes, extent < 0 ? batch : extent);
  return bytes;
}

int64_t findLargestBatch(int64_t batch, int64_t bytes, int64_t fixedBytes, int64_t available) {
  if (bytes == kMost || bytes <= fixedBytes || available <= fixedBytes)
    return 0;
  double rows = double(batch) * double(available - fixedBytes) / double(bytes - fixedBytes);
  return rows < double(kMost) ? int64_t(rows) : 0;
}

std::string describeBytes(int64_t bytes) {
  if (bytes == kMost)
    return "over 9.2 EB";
  if (bytes < 1000)
    return formatv("{0} bytes", bytes);
  constexpr const char *kUnits[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
  unsigned unit = 0;
  double size = double(bytes) / 1e3;
  while (size >= 999.95) {
    size /= 1e3;
    ++unit;
  }
  return formatv("{0:F1} {1}", size, kUnits[unit]);
}

} // namespace luge
