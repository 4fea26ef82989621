// How much a linalg op computes and touches.
#ifndef LUGE_TOOLS_LUGE_WORKCOUNT_H
#define LUGE_TOOLS_LUGE_WORKCOUNT_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace luge::driver {

struct WorkCount {
  int64_t ops = 0;
  int64_t flops = 0; // floating-point operations, one per element of each arith or math op
  int64_t bytes = 0; // of all operands, each once: fusion and caches save some

  WorkCount &operator+=(const WorkCount &other);
};

/// With `batch` for dynamic extents.
WorkCount countWork(mlir::linalg::LinalgOp op, int64_t batch);
int64_t countBytes(mlir::ShapedType type, int64_t batch);

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_WORKCOUNT_H
