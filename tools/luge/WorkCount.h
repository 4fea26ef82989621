// How much the loops of a function compute and touch.
#ifndef LUGE_TOOLS_LUGE_WORKCOUNT_H
#define LUGE_TOOLS_LUGE_WORKCOUNT_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "tools/luge/MachinePeaks.h"
#include <string>
#include <vector>

namespace luge::driver {

/// One loop nest: a linalg op on buffers, a contraction together with its epilogue.
struct OpWork {
  std::string kind;  // contraction, reduction or elementwise
  std::string layer; // as in LayerLabels.h; may be empty
  std::vector<int64_t> extents;
  std::string epilogue = {}; // the ops of a contraction's epilogue: "addf maximumf"
  int64_t flops = 0;         // one per element of each arith or math op on floating-point numbers
  int64_t bytes = 0;         // read and written, each operand once: caches save some
  unsigned bits = 32;        // of the widest number

  /// The time in seconds that a machine needs for it at least.
  double getTime(const MachinePeaks &peaks) const;
  bool isBoundByMemory(const MachinePeaks &peaks) const;
};

/// The work of `function`, whose linalg ops are on buffers, as they are before contractions become loops; `batch`
/// stands for dynamic extents, and `target` is a name of Codegen's table.
std::vector<OpWork> countWork(mlir::func::FuncOp function, int64_t batch, llvm::StringRef target);

/// Bytes of a tensor or buffer.
int64_t countBytes(mlir::ShapedType type, int64_t batch);

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_WORKCOUNT_H
