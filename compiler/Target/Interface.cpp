//===- Interface.cpp - The C functions of a program -----------------------===//
#include "compiler/Target/Interface.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace luge {

/// `tensor` under a name that is not among `others`.
static NamedTensor name(const TensorDescription &tensor, ArrayRef<NamedTensor> others,
                        ArrayRef<NamedTensor> more = {}) {
  std::string base = makeIdentifier(tensor.name);
  if (tensor.group > 0)
    base += "_" + std::to_string(tensor.group);
  std::string candidate = base;
  auto isCandidate = [&](const NamedTensor &other) { return other.name == candidate; };
  for (int i = 2; any_of(others, isCandidate) || any_of(more, isCandidate); ++i)
    candidate = base + "_" + std::to_string(i);
  return {candidate, &tensor};
}

Interface::Interface(const ProgramDescription &program) : prefix(makeIdentifier(program.name)) {
  std::vector<size_t> memberOf(program.tensors.size());
  for (auto [index, tensor] : enumerate(program.tensors)) {
    if (tensor.role != LUGE_HYPER)
      continue;
    memberOf[index] = hypers.size();
    hypers.push_back(name(tensor, hypers));
  }
  for (const FunctionDescription &description : program.functions) {
    InterfaceFunction function{.name = makeIdentifier(description.name),
                               .inputs = {},
                               .outputs = {},
                               .hypers = {},
                               .checks = {}};
    for (int32_t index : description.args) {
      const TensorDescription &tensor = program.tensors[index];
      if (tensor.role == LUGE_INPUT)
        function.inputs.push_back(name(tensor, function.inputs, function.outputs));
      else if (tensor.role == LUGE_OUTPUT)
        function.outputs.push_back(name(tensor, function.outputs, function.inputs));
      else if (tensor.role == LUGE_HYPER)
        function.hypers.push_back(memberOf[index]);
      else if (tensor.role == LUGE_CHECK)
        function.checks.push_back(tensor.name);
    }
    functions.push_back(std::move(function));
  }
}

} // namespace luge
