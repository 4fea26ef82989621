//===- BodyEmitter.h - A linalg body on whole vectors -----------*- C++ -*-===//
#ifndef LUGE_CODEGEN_BODYEMITTER_H
#define LUGE_CODEGEN_BODYEMITTER_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/IRMapping.h"

namespace luge {

/// Writes the body of one `linalg.generic` on buffers for `lanes` consecutive iterations of one loop, or for
/// a single iteration. A value of the body becomes a vector of `lanes` elements; with no lanes loop it stays
/// as it is, and any op may stand in the body.
///
/// A point gives each loop's iteration; for the lanes loop it is that of the first lane. A null mask means
/// that all lanes exist.
class BodyEmitter {
public:
  BodyEmitter(mlir::linalg::GenericOp op, std::optional<unsigned> lanesLoop, int64_t lanes)
      : op(op), lanesLoop(lanesLoop), lanes(lanes) {
    if (lanesLoop)
      uniform = findUniformValues(op, *lanesLoop);
  }

  /// The values of the body that are the same for all iterations of `loop`, as far as arith computes them:
  /// they stay scalars.
  static llvm::DenseSet<mlir::Value> findUniformValues(mlir::linalg::GenericOp op, unsigned loop);

  /// Whether every op of the body works on vectors as on scalars.
  static bool canVectorize(mlir::linalg::GenericOp op);

  /// Whether consecutive iterations of `loop` are neighbours in the operand's memory, so that a vector of
  /// them is one access.
  static bool isContiguous(mlir::OpOperand &operand, unsigned loop);

  /// Elements of the operand's memory between consecutive iterations of `loop`, one of its dimensions; may be dynamic.
  static int64_t getStride(mlir::OpOperand &operand, unsigned loop);

  mlir::Value load(mlir::OpBuilder &builder, mlir::OpOperand &operand,
                   mlir::ArrayRef<mlir::Value> point, mlir::Value mask);

  /// Asks for the lines of memory that the operand's elements of all lanes, which lie side by side, are on.
  void prefetch(mlir::OpBuilder &builder, mlir::OpOperand &operand,
                mlir::ArrayRef<mlir::Value> point);

  /// Loads now, for all later `compute`s of this emitter, the inputs that are the same for every lane and
  /// whose place depends on `known` loops only.
  void hoistLoads(mlir::OpBuilder &builder, mlir::ArrayRef<mlir::Value> point,
                  mlir::ArrayRef<unsigned> known);

  /// Takes `value` for that input in all later `compute`s.
  void provide(mlir::OpOperand &input, mlir::Value value) { hoisted[&input] = value; }

  /// Takes the result of `op` of the body to be `value` in all later `compute`s.
  void assume(mlir::arith::CmpIOp op, bool value) { assumed = {op, value}; }

  /// A value of the body that is the same for every lane, at a point.
  mlir::Value emitUniform(mlir::OpBuilder &builder, mlir::Value value,
                          mlir::ArrayRef<mlir::Value> point);

  /// The yielded values at a point, where the outputs hold `outputs`.
  llvm::SmallVector<mlir::Value> compute(mlir::OpBuilder &builder,
                                         mlir::ArrayRef<mlir::Value> point, mlir::Value mask,
                                         mlir::ValueRange outputs);

  /// With a `streamAlignment`, whole vectors are stored past the caches, at addresses that are multiples of it.
  void store(mlir::OpBuilder &builder, mlir::OpOperand &operand, mlir::ArrayRef<mlir::Value> point,
             mlir::Value mask, mlir::Value value, llvm::MaybeAlign streamAlignment = {});

  /// Where an operand of that map lies at a point.
  llvm::SmallVector<mlir::Value> getIndices(mlir::OpBuilder &builder, mlir::AffineMap map,
                                            mlir::ArrayRef<mlir::Value> point);
  /// The type that a scalar takes.
  mlir::Type getType(mlir::Type element) const;
  /// A scalar, in every lane.
  mlir::Value splat(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value scalar) const;

private:
  /// As `load`, but an element that is the same for every lane stays a scalar.
  mlir::Value loadElements(mlir::OpBuilder &builder, mlir::OpOperand &operand,
                           mlir::ArrayRef<mlir::Value> point, mlir::Value mask);
  void emitPrefetch(mlir::OpBuilder &builder, mlir::memref::PrefetchOp prefetch,
                    mlir::ArrayRef<mlir::Value> point, const mlir::IRMapping &scalars);
  mlir::Value emitIndex(mlir::OpBuilder &builder, mlir::linalg::IndexOp index,
                        mlir::ArrayRef<mlir::Value> point);

  mlir::linalg::GenericOp op;
  std::optional<unsigned> lanesLoop;
  int64_t lanes;
  llvm::DenseSet<mlir::Value> uniform;
  std::pair<mlir::Operation *, bool> assumed = {};
  /// Scalars where the input is uniform.
  llvm::DenseMap<mlir::OpOperand *, mlir::Value> hoisted;
};

} // namespace luge

#endif // LUGE_CODEGEN_BODYEMITTER_H
