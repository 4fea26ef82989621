//===- VectorTranspose.h - Rows to columns, in registers --------*- C++ -*-===//
#ifndef LUGE_CODEGEN_VECTORTRANSPOSE_H
#define LUGE_CODEGEN_VECTORTRANSPOSE_H

#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace luge {

/// The columns of a matrix, each of as many lanes as there are `rows`, whose rows have `columns` lanes, by
/// shuffles of whole registers of `lanes` lanes, a power of two.
llvm::SmallVector<mlir::Value> transposeVectors(mlir::OpBuilder &builder, mlir::Location loc,
                                                mlir::ArrayRef<mlir::Value> rows, int64_t lanes);

} // namespace luge

#endif // LUGE_CODEGEN_VECTORTRANSPOSE_H
