#include "compiler/Frontend/TracedProgram.h"

#include "compiler/Frontend/Host.h"
#include "compiler/Frontend/LazyTrace.h"
#include "mlir/IR/Verifier.h"

using namespace luge;
using namespace luge::frontend;

TracedProgram::TracedProgram(const std::string &name, int64_t maxBatch)
    : op(mlir::ModuleOp::create(mlir::UnknownLoc::get(&context()), name)), batch(maxBatch) {
  if (batch)
    op->getOperation()->setAttr("luge.max_batch",
                                mlir::Builder(&context()).getI64IntegerAttr(batch));
}

void TracedProgram::trace(const std::string &name, const std::vector<InputSpec> &inputs,
                          const Function &function, const std::vector<std::string> &outputNames,
                          Location where) {
  TracedFunction traced;
  {
    StepTrace trace(*op, name, names, where);
    try {
      std::vector<Tensor> placeholders;
      placeholders.reserve(inputs.size());
      for (const InputSpec &input : inputs)
        placeholders.push_back(trace.addInput(input, where));
      std::vector<Tensor> outputs = function(placeholders);
      std::vector<std::string> allNames = outputNames;
      for (size_t i = allNames.size(); i < outputs.size(); ++i)
        allNames.push_back("output" + std::to_string(i));
      traced = trace.finish(outputs, allNames, where);
    } catch (...) {
      trace.discard();
      throw;
    }
  }
  DiagnosticCapture diagnostics;
  if (failed(mlir::verify(*op)))
    diagnostics.raise(where);
  functions[name] = std::move(traced);
}

/// Where a call finds the tensor, which may be written there.
void *TracedProgram::addressOf(const Binding &binding, const std::vector<Tensor> &inputs,
                               size_t &nextInput, Location where) {
  TensorImpl *tensor = binding.tensor.get();
  switch (binding.kind) {
  case Binding::Kind::Input:
    tensor = inputs[nextInput++].impl.get();
    LazyTrace::get().materialize(*tensor, where);
    return tensor->storage->data();
  case Binding::Kind::Gradient:
    if (!tensor->grad)
      tensor->grad = makeTensor(tensor->dtype, tensor->sizes, where).impl;
    tensor = tensor->grad.get();
    break;
  case Binding::Kind::Tensor:
    break;
  }
  LazyTrace::get().materialize(*tensor, where);
  LazyTrace::get().release(*tensor);
  return tensor->storage->data();
}

std::vector<Tensor> TracedProgram::run(const std::string &name, const std::vector<Tensor> &inputs,
                                       int64_t batch, Location where, std::optional<int> threads) {
  const TracedFunction &traced = functions.at(name);
  if (!compiled)
    compiled = CompiledProgram::get(*op, where);
  std::vector<void *> addresses;
  addresses.reserve(traced.arguments.size() + traced.outputs.size());
  size_t nextInput = 0;
  for (const Binding &binding : traced.arguments)
    addresses.push_back(addressOf(binding, inputs, nextInput, where));
  std::vector<Tensor> outputs;
  for (const InputSpec &output : traced.outputs) {
    Sizes sizes = output.sizes;
    std::replace(sizes.begin(), sizes.end(), kBatch, batch);
    outputs.push_back(makeTensor(output.dtype, sizes, where));
    addresses.push_back(outputs.back().impl->storage->data());
  }
  std::vector<double> checks(traced.checks);
  for (double &check : checks)
    addresses.push_back(&check);
  // Another thread of the host may drop a gradient, or this program, meanwhile.
  std::vector<std::shared_ptr<TensorImpl>> gradients;
  for (const Binding &binding : traced.arguments)
    if (binding.kind == Binding::Kind::Gradient)
      gradients.push_back(binding.tensor->grad);
  std::shared_ptr<CompiledProgram> held = compiled;
  try {
    WithoutHost released;
    held->run(name, addresses, batch, where, threads);
  } catch (const CheckError &error) {
    throw ValueError(error.message() + "; nothing was updated", where);
  }
  return outputs;
}

std::string TracedProgram::ir(const std::string &stage, Location where) const {
  std::string text;
  llvm::raw_string_ostream os(text);
  mlir::OwningOpRef<mlir::ModuleOp> lowered = op.get().clone();
  lowerToStage(*lowered, stage, where);
  lowered->print(os);
  return text;
}
