//===- VectorTranspose.cpp - Rows to columns, in registers ----------------===//
#include "compiler/Codegen/VectorTranspose.h"

using namespace mlir;

namespace luge {

/// `count` lanes of `vector` from `first`; lanes beyond its end repeat its last.
static Value takeLanes(OpBuilder &builder, Location loc, Value vector, int64_t first,
                       int64_t count) {
  int64_t lanes = cast<VectorType>(vector.getType()).getNumElements();
  if (first == 0 && count == lanes)
    return vector;
  SmallVector<int64_t> mask;
  for (int64_t lane = first; lane < first + count; ++lane)
    mask.push_back(std::min(lane, lanes - 1));
  return vector::ShuffleOp::create(builder, loc, vector, vector, mask);
}

/// Transposes a square of `rows.size()` vectors: step s exchanges, in each pair of rows s apart, the lanes
/// with bit s of the first with those without it of the second.
static void transposeSquare(OpBuilder &builder, Location loc, MutableArrayRef<Value> rows) {
  int64_t size = rows.size();
  for (int64_t step = 1; step < size; step *= 2) {
    SmallVector<int64_t> lower, upper;
    for (int64_t lane = 0; lane < size; ++lane) {
      bool isHigh = lane & step;
      lower.push_back(isHigh ? size + lane - step : lane);
      upper.push_back(isHigh ? size + lane : lane + step);
    }
    for (int64_t row = 0; row < size; ++row) {
      if (row & step)
        continue;
      Value first = rows[row], second = rows[row + step];
      rows[row] = vector::ShuffleOp::create(builder, loc, first, second, lower);
      rows[row + step] = vector::ShuffleOp::create(builder, loc, first, second, upper);
    }
  }
}

SmallVector<Value> transposeVectors(OpBuilder &builder, Location loc, ArrayRef<Value> rows,
                                    int64_t lanes) {
  int64_t height = rows.size();
  int64_t width = cast<VectorType>(rows.front().getType()).getNumElements();
  SmallVector<Value> columns(width);
  for (int64_t left = 0; left < width; left += lanes)
    for (int64_t top = 0; top < height; top += lanes) {
      SmallVector<Value> square;
      for (int64_t row = 0; row < lanes; ++row)
        square.push_back(
            takeLanes(builder, loc, rows[std::min(top + row, height - 1)], left, lanes));
      transposeSquare(builder, loc, square);
      for (int64_t column = left; column < std::min(left + lanes, width); ++column) {
        int64_t count = std::min(lanes, height - top);
        Value part = takeLanes(builder, loc, square[column - left], 0, count);
        if (!columns[column]) {
          columns[column] = part;
          continue;
        }
        auto above = llvm::to_vector(llvm::seq<int64_t>(0, top + count));
        // Shuffles join operands of any lengths.
        columns[column] = vector::ShuffleOp::create(builder, loc, columns[column], part, above);
      }
    }
  return columns;
}

} // namespace luge
