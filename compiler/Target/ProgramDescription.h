//===- ProgramDescription.h - What a program says of itself -----*- C++ -*-===//
//
// The compiler's form of `luge_program` in runtime/Core/Program.h, whose comments say what fields mean.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_TARGET_PROGRAMDESCRIPTION_H
#define LUGE_TARGET_PROGRAMDESCRIPTION_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Support/LLVM.h"
#include "runtime/Core/Program.h"
#include <string>
#include <vector>

namespace luge {

struct TensorDescription {
  std::string name;
  luge_role role;
  luge_dtype dtype;
  std::vector<int64_t> extents = {};
  double low = 0, high = 0;
  int64_t stream = 0;
  int32_t group = 0;
  int64_t indexLimit = 0, indexIgnore = 0;
};

struct FunctionDescription {
  std::string name;
  std::vector<int32_t> args = {};
  int64_t arenaBytes = 0;
  bool parallel = false;
};

struct ProgramDescription {
  std::string name;
  int64_t maxBatch = 0;
  std::vector<TensorDescription> tensors;
  std::vector<FunctionDescription> functions;
};

/// Reads the public functions of `module`, on tensors or on buffers, from their `luge.*` attributes.
/// Functions share the tensors that have the same role, name and group. Emits an error where an argument
/// or result has no role, two functions disagree about a tensor, or the tensors at the largest batch are more than a
/// process can address.
mlir::FailureOr<ProgramDescription> describeProgram(mlir::ModuleOp module);

/// Adds what the `memory` stage decided about each function. Emits an error at one whose arena is more than a process can
/// address.
mlir::LogicalResult describePlan(mlir::ModuleOp module, ProgramDescription &program);

/// `name` as a C identifier: what stands before `_program` in the symbol of the program.
std::string makeIdentifier(llvm::StringRef name);

} // namespace luge

#endif // LUGE_TARGET_PROGRAMDESCRIPTION_H
