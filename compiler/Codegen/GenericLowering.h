//===- GenericLowering.h - The loops of one linalg.generic ------*- C++ -*-===//
#ifndef LUGE_CODEGEN_GENERICLOWERING_H
#define LUGE_CODEGEN_GENERICLOWERING_H

#include "compiler/Codegen/BodyEmitter.h"
#include "compiler/Codegen/Combiner.h"
#include "compiler/Codegen/LoopNest.h"
#include "compiler/Codegen/TargetTable.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace luge {

class PartialSums;

/// Rewrites one generic on buffers. Its loops are divided into pieces for threads, loops, and one loop whose
/// consecutive iterations are the lanes of a vector:
///
///   no reduction      forall pieces { for parallel { lanes: store body(load) } }
///   lanes parallel    forall pieces { lanes of parallel { acc = init; for reduction { acc = body(acc) }; store } }
///   lanes reduction   forall pieces { for parallel { accs = neutral; for reduction { lanes: accs = body(accs) };
///                                                    store init + tree(accs) } }
///
/// A reduction may have outputs, too, with an element for each iteration of all loops: these are stored on the way.
/// A reduction to few elements is first cut into partial sums, a number fixed by the shapes.
class GenericLowering {
public:
  GenericLowering(mlir::linalg::GenericOp op, const Target &target);

  /// Replaces the op.
  void run();

private:
  /// A lowering of an op that stands in for a part of `whole`.
  GenericLowering(const GenericLowering &whole, mlir::linalg::GenericOp op);
  int64_t getWidestElement(const llvm::DenseSet<mlir::Value> &scalars);
  /// Whether the body has elementary functions: each is a chain of instructions that wait for one another.
  bool hasLongChains();
  bool isParallelLoop(unsigned loop) const;
  bool isReduced(unsigned output) const { return llvm::is_contained(*reduced, output); }
  /// The loop that makes the most accesses contiguous and the fewest scattered; none if scalars do better.
  std::optional<unsigned> chooseLanesLoop();
  /// Iterations of the parallel loops per piece: inner loops whole, until a piece is large enough.
  mlir::SmallVector<int64_t> getPieceSizes();
  void emitPiece(mlir::OpBuilder &builder, mlir::ArrayRef<LoopRange> ranges);
  mlir::Value loadOutput(mlir::OpBuilder &builder, BodyEmitter &body, unsigned output,
                         mlir::ArrayRef<mlir::Value> point, mlir::Value mask);
  mlir::SmallVector<mlir::Value> loadReduced(mlir::OpBuilder &builder, BodyEmitter &body,
                                             mlir::ArrayRef<mlir::Value> point, mlir::Value mask);
  void storeReduced(mlir::OpBuilder &builder, BodyEmitter &body, mlir::ArrayRef<mlir::Value> point,
                    mlir::Value mask, mlir::ValueRange values);
  /// One iteration of all loops, or lanes of it: stores what each iteration has an element of, and returns what
  /// the reduced outputs become.
  mlir::SmallVector<mlir::Value> emitIteration(mlir::OpBuilder &builder, BodyEmitter &body,
                                               mlir::ArrayRef<mlir::Value> point, mlir::Value mask,
                                               mlir::ValueRange sums);

  //===--------------------------------------------------------------------===//
  // One lane that differs (OneHot.cpp)
  //===--------------------------------------------------------------------===//

  /// A comparison of the lanes' index with a number that is the same for all of them, and what depends on it.
  struct OneHot {
    mlir::arith::CmpIOp hit;
    /// The number.
    mlir::Value place;
    /// Sums that take in nothing elsewhere, and outputs that have another element there.
    llvm::SmallVector<unsigned> picked, patched;
  };
  std::optional<OneHot> findOneHot();
  /// What an outer iteration does, with the lane of `oneHot` apart: what the other lanes need no comparison for.
  void emitAroundHit(mlir::OpBuilder &builder, mlir::ArrayRef<LoopRange> ranges,
                     mlir::MutableArrayRef<mlir::Value> point, BodyEmitter &body);
  void emitLanesLoop(mlir::OpBuilder &builder, mlir::ArrayRef<LoopRange> ranges,
                     mlir::MutableArrayRef<mlir::Value> point, BodyEmitter &body);

  /// The nest of reduction loops, where `body` takes in one more element.
  mlir::SmallVector<mlir::Value> emitReduction(
      mlir::OpBuilder &builder, mlir::ArrayRef<LoopRange> ranges,
      mlir::MutableArrayRef<mlir::Value> point, mlir::ValueRange outputs,
      mlir::function_ref<mlir::SmallVector<mlir::Value>(mlir::OpBuilder &, mlir::ValueRange)> body);
  /// All loops of one element at a time: bodies that vectors cannot take.
  void emitScalars(mlir::OpBuilder &builder, mlir::ArrayRef<LoopRange> ranges,
                   mlir::MutableArrayRef<mlir::Value> point, BodyEmitter &body);

  //===--------------------------------------------------------------------===//
  // Lanes of a parallel loop (ParallelLanes.cpp)
  //===--------------------------------------------------------------------===//

  void emitParallelLanes(mlir::OpBuilder &builder, mlir::ArrayRef<LoopRange> ranges,
                         mlir::MutableArrayRef<mlir::Value> point, BodyEmitter &body);
  /// The lanes of `range`, without reduction.
  void emitElements(mlir::OpBuilder &builder, mlir::ArrayRef<LoopRange> ranges, LoopRange range,
                    mlir::MutableArrayRef<mlir::Value> point, BodyEmitter &body);
  /// The outputs that are to be stored past the caches, all of one element type.
  mlir::SmallVector<unsigned> findStreamed();
  /// As `emitElements`, with whole vectors of `outputs` stored past the caches if they are aligned alike: lanes are
  /// masked up to the first place that a vector can go to.
  void emitStreamedElements(mlir::OpBuilder &builder, mlir::ArrayRef<LoopRange> ranges,
                            mlir::MutableArrayRef<mlir::Value> point, BodyEmitter &body,
                            mlir::ArrayRef<unsigned> outputs);
  /// `vectors` vectors of elements from `first`, with the whole reduction of each.
  void emitStrip(mlir::OpBuilder &builder, mlir::ArrayRef<LoopRange> ranges,
                 mlir::MutableArrayRef<mlir::Value> point, BodyEmitter &body, mlir::Value first,
                 int64_t vectors, mlir::Value mask);

  //===--------------------------------------------------------------------===//
  // Lanes of a reduction (ReducedLanes.cpp)
  //===--------------------------------------------------------------------===//

  void emitReducedLanes(mlir::OpBuilder &builder, mlir::ArrayRef<LoopRange> ranges,
                        mlir::MutableArrayRef<mlir::Value> point, BodyEmitter &body);
  mlir::SmallVector<mlir::Value> emitReducedRow(mlir::OpBuilder &builder, LoopRange range,
                                                mlir::MutableArrayRef<mlir::Value> point,
                                                BodyEmitter &row, int64_t vectors,
                                                mlir::ArrayRef<Combiner> combiners,
                                                mlir::ValueRange carried);

  //===--------------------------------------------------------------------===//
  // Partial reductions (SplitReduction.cpp)
  //===--------------------------------------------------------------------===//

  /// Rewrites a reduction of much to little as partial reductions, in parallel, and one of those.
  bool splitReduction(mlir::OpBuilder &builder);
  void emitPartial(mlir::scf::ForallOp forall, unsigned loop, mlir::OpFoldResult size,
                   mlir::ArrayRef<LoopRange> ranges, const PartialSums &sums);

  mlir::linalg::GenericOp op;
  mlir::Location loc;
  mlir::SmallVector<int64_t> estimates;
  mlir::SmallVector<unsigned> parallel, reduction;
  /// The outputs that are results of reductions; none if there is one that loops cannot carry.
  std::optional<mlir::SmallVector<unsigned>> reduced;
  int64_t lanes;
  /// Vectors that a loop of lanes works on at once, to hide the latency of a chain of sums.
  int64_t unroll = 4;
  std::optional<unsigned> lanesLoop;
  /// Whether the target can store past the caches.
  bool streams = false;
  /// The outputs that are being stored past the caches, at multiples of that.
  mlir::SmallVector<unsigned> streamed;
  llvm::MaybeAlign streamAlignment;
  std::optional<OneHot> oneHot;
  /// What the sums that `oneHot` picks take in, in the place of all lanes.
  llvm::DenseMap<unsigned, mlir::Value> picks;
  /// Per output: the scalar it starts from, or null if it starts from its memory.
  mlir::SmallVector<mlir::Value> fills;
};

} // namespace luge

#endif // LUGE_CODEGEN_GENERICLOWERING_H
