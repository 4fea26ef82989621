/// Luge's side of the workloads, written as a user would; the Python file of each family says what they are.
#ifndef LUGE_BENCHMARKS_WORKLOADS_H
#define LUGE_BENCHMARKS_WORKLOADS_H

#include "luge/luge.h"
#include "llvm/Support/JSON.h"
#include <functional>
#include <memory>

namespace luge::benchmarks {

/// Runs once what is measured, to its end, and returns a number of its result. The first run compiles.
using Step = std::function<double()>;

// Each makes a workload, its data ready, from the fields of its Python dataclass.
Step makeTrainingStep(const llvm::json::Object &fields);
Step makeProduct(const llvm::json::Object &fields);
Step makeUpdate(const llvm::json::Object &fields);
Step makeLoss(const llvm::json::Object &fields);
Step makeSweep(const llvm::json::Object &fields);

/// By name ("adam") and options under torch's names.
std::unique_ptr<optim::Optimizer> makeOptimizer(llvm::StringRef name,
                                                const llvm::json::Object &options,
                                                const std::vector<Tensor> &parameters);

/// Standard normal, computed now: not within what is measured.
Tensor makeData(const Sizes &size);
/// Class indices below `classes`, likewise.
Tensor makeClasses(int64_t count, int64_t classes);

} // namespace luge::benchmarks

#endif // LUGE_BENCHMARKS_WORKLOADS_H
