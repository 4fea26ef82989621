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

/// Joins vectors of one length end to end, by shuffles whose operands have equal lengths: LLVM has no others, and MLIR
/// would go through all others element by element.
static Value joinVectors(OpBuilder &builder, Location loc, SmallVector<Value> parts) {
  while (parts.size() > 1) {
    SmallVector<Value> joined;
    int64_t lanes = cast<VectorType>(parts.front().getType()).getNumElements();
    for (size_t part = 0; part < parts.size(); part += 2)
      joined.push_back(vector::ShuffleOp::create(builder, loc, parts[part],
                                                 parts[std::min(part + 1, parts.size() - 1)],
                                                 llvm::to_vector(llvm::seq<int64_t>(2 * lanes))));
    parts = std::move(joined);
  }
  return parts.front();
}

/// Replaces rows `step` apart by two shuffles of both. `getSource` says where each lane of the first comes from,
/// counting the second row's lanes after the first's; those of the second are `distance` further.
static void shufflePairs(OpBuilder &builder, Location loc, MutableArrayRef<Value> rows,
                         int64_t step, int64_t distance, function_ref<int64_t(int64_t)> getSource) {
  int64_t size = rows.size();
  auto lower = llvm::map_to_vector(llvm::seq(size), getSource), upper = lower;
  for (int64_t &source : upper)
    source += distance;
  for (int64_t row = 0; row < size; ++row) {
    if (row & step)
      continue;
    Value first = rows[row], second = rows[row + step];
    rows[row] = vector::ShuffleOp::create(builder, loc, first, second, lower);
    rows[row + step] = vector::ShuffleOp::create(builder, loc, first, second, upper);
  }
}

/// Transposes a square of `rows.size()` vectors. Within 16 bytes, `small` lanes, rows are interleaved, by ever
/// larger groups of lanes, which is one instruction a vector on x86; then squares of that size are exchanged.
static void transposeSquare(OpBuilder &builder, Location loc, MutableArrayRef<Value> rows) {
  int64_t size = rows.size();
  unsigned bits = cast<VectorType>(rows.front().getType()).getElementTypeBitWidth();
  int64_t small = std::min<int64_t>(size, 128 / bits);
  for (int64_t group = 1; group < small; group *= 2)
    shufflePairs(builder, loc, rows, group, small / 2, [&](int64_t lane) {
      int64_t place = lane % small, number = place / group;
      return lane - place + number / 2 * group + place % group + number % 2 * size;
    });
  // The place of column c is now c with its bits in reverse.
  SmallVector<Value> reversed(rows);
  for (int64_t row = 0; row < size; ++row) {
    int64_t place = 0;
    for (int64_t bit = 1; bit < small; bit *= 2)
      place = 2 * place + bool(row & bit);
    rows[row] = reversed[row - row % small + place];
  }
  for (int64_t step = small; step < size; step *= 2)
    shufflePairs(builder, loc, rows, step, step,
                 [&](int64_t lane) { return lane & step ? size + lane - step : lane; });
}

SmallVector<Value> transposeVectors(OpBuilder &builder, Location loc, ArrayRef<Value> rows,
                                    int64_t lanes) {
  int64_t height = rows.size();
  int64_t width = cast<VectorType>(rows.front().getType()).getNumElements();
  SmallVector<SmallVector<Value>> parts(width);
  for (int64_t left = 0; left < width; left += lanes)
    for (int64_t top = 0; top < height; top += lanes) {
      SmallVector<Value> square;
      for (int64_t row = 0; row < lanes; ++row)
        square.push_back(
            takeLanes(builder, loc, rows[std::min(top + row, height - 1)], left, lanes));
      transposeSquare(builder, loc, square);
      for (int64_t column = left; column < std::min(left + lanes, width); ++column)
        parts[column].push_back(square[column - left]);
    }
  return llvm::map_to_vector(parts, [&](const SmallVector<Value> &column) {
    return takeLanes(builder, loc, joinVectors(builder, loc, column), 0, height);
  });
}

} // namespace luge
