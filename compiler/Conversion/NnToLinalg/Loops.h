//===- Loops.h - Builds the two kinds of linalg.generic that nn ops become ----------------===//
#ifndef LUGE_CONVERSION_NNTOLINALG_LOOPS_H
#define LUGE_CONVERSION_NNTOLINALG_LOOPS_H

#include "compiler/Conversion/Scalar.h"
#include "mlir/IR/BuiltinTypes.h"

namespace luge {

/// A tensor that loops read, and for each of its dimensions the loop that runs along it.
struct LoopOperand {
  /// The first dimension is run along by the first loop, and so on.
  LoopOperand(mlir::Value tensor);
  LoopOperand(mlir::Value tensor, llvm::ArrayRef<int64_t> loops) : tensor(tensor), loops(loops) {}

  /// The place in the tensor, of the indices of all loops.
  mlir::AffineMap getMap(int64_t loopCount) const;

  mlir::Value tensor;
  llvm::SmallVector<int64_t> loops;
};

/// Maps the operands' elements at one place to the result's.
using ElementBody = llvm::function_ref<Scalar(llvm::ArrayRef<Scalar> elements)>;

/// The extent that every `?` of a program stands for. It is read off the first argument of the
/// function that has it, so that equal extents are equal values; without one, off `shaped`.
mlir::Value getBatch(mlir::ImplicitLocOpBuilder &builder, mlir::ValueRange shaped);

/// The extents of a tensor of `type`, whose `?` is that of `shaped`.
llvm::SmallVector<mlir::OpFoldResult> getExtents(mlir::ImplicitLocOpBuilder &builder,
                                                 mlir::RankedTensorType type,
                                                 mlir::ValueRange shaped);

/// A tensor to be written, with extents as by `getExtents`.
mlir::Value createEmpty(mlir::ImplicitLocOpBuilder &builder, mlir::RankedTensorType type,
                        mlir::ValueRange shaped);

/// A tensor full of `scalar`, with extents as by `getExtents`.
mlir::Value createFilled(mlir::ImplicitLocOpBuilder &builder, mlir::RankedTensorType type,
                         mlir::ValueRange shaped, mlir::Value scalar);

/// One parallel loop per dimension of the result. Its extents come from the operands, or, of a
/// result that is broadcast, from `like`.
mlir::Value buildMap(mlir::ImplicitLocOpBuilder &builder, mlir::RankedTensorType type,
                     llvm::ArrayRef<LoopOperand> operands, ElementBody body,
                     mlir::Value like = nullptr);

/// One loop per dimension of the first operand. What `body` makes of each place is combined along
/// `dimensions`, which the result does not have, beginning with the neutral element of `kind`.
mlir::Value buildReduction(mlir::ImplicitLocOpBuilder &builder, mlir::arith::AtomicRMWKind kind,
                           mlir::Type elementType, llvm::ArrayRef<LoopOperand> operands,
                           llvm::ArrayRef<int64_t> dimensions, ElementBody body);

/// The elements of `operand` combined along `dimensions`.
mlir::Value buildReduction(mlir::ImplicitLocOpBuilder &builder, mlir::arith::AtomicRMWKind kind,
                           mlir::Value operand, llvm::ArrayRef<int64_t> dimensions);

/// The greatest elements of `operand` along `dimensions`, of those that are not NaN; -infinity of none. Of vectors it
/// takes a third of the instructions of a maximum that is NaN if one element is.
mlir::Value buildGreatest(mlir::ImplicitLocOpBuilder &builder, mlir::Value operand,
                          llvm::ArrayRef<int64_t> dimensions);

/// `lhs` and `rhs` multiplied, and summed over the last `summed` loops; along those before run the
/// dimensions of the result.
mlir::Value buildContraction(mlir::ImplicitLocOpBuilder &builder, mlir::RankedTensorType type,
                             const LoopOperand &lhs, const LoopOperand &rhs, int64_t summed);

/// The index of `loop`, in the body of a loop, as an i64.
mlir::Value createLoopIndex(mlir::ImplicitLocOpBuilder &builder, int64_t loop);

} // namespace luge

#endif // LUGE_CONVERSION_NNTOLINALG_LOOPS_H
