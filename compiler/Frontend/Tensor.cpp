/// Properties and values of tensors, and the entry to differentiation.
#include "luge/Tensor.h"

#include "compiler/Frontend/Host.h"
#include "compiler/Frontend/LazyTrace.h"
#include "compiler/Frontend/Record.h"
#include "compiler/Frontend/StepTrace.h"
#include "dialects/Nn/NnOps.h"
#include "luge/GradMode.h"

using namespace luge;
using namespace luge::frontend;

//===----------------------------------------------------------------------===//
// Properties
//===----------------------------------------------------------------------===//

Operand::Operand(const Tensor &tensor, Location where)
    : tensor(expectDefined(tensor, where)), where(where) {}

DType Tensor::dtype(Location where) const { return expectDefined(*this, where).impl->dtype; }
const Sizes &Tensor::sizes(Location where) const { return expectDefined(*this, where).impl->sizes; }
int64_t Tensor::dim(Location where) const { return sizes(where).size(); }
const std::string &Tensor::name(Location where) const {
  return expectDefined(*this, where).impl->name;
}
bool Tensor::requires_grad() const { return impl && impl->requiresGrad; }
bool Tensor::is_leaf() const { return !impl || impl->isLeaf; }

int64_t Tensor::size(int64_t dim, Location where) const {
  int64_t extent = sizes()[wrapDim(dim, expectDefined(*this, where).dim(), where)];
  if (extent == kBatch)
    throw Error("the extent of the batch is not known while tracing, since the compiled step takes "
                "batches of any "
                "size; use -1 in shapes, and mean() to divide by it",
                where);
  return extent;
}

int64_t Tensor::numel(Location where) const {
  int64_t elements = 1;
  for (int64_t i = 0; i < expectDefined(*this, where).dim(); ++i)
    elements *= size(i, where);
  return elements;
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

static void prepareReading(const Tensor &tensor, Location where) {
  expectDefined(tensor, where);
  if (Trace::isTracingStep())
    throw Error("cannot read a value while tracing: inside luge::compile tensors have no values "
                "yet; return the tensor "
                "and read it after the step",
                where);
  LazyTrace::get().materialize(*tensor.impl, where);
}

Scalar Tensor::item(Location where) const {
  prepareReading(*this, where);
  if (count(sizes()) != 1)
    throw Error("item() needs a tensor of one element, got shape " + toString(sizes()), where);
  const void *data = impl->storage->data();
  switch (dtype()) {
  case DType::Float32:
    return *static_cast<const float *>(data);
  case DType::Float64:
    return *static_cast<const double *>(data);
  case DType::Int64:
    return *static_cast<const int64_t *>(data);
  case DType::Bool:
    return *static_cast<const bool *>(data);
  }
  llvm_unreachable("all types are covered");
}

void *Tensor::data(DType type, Location where) const {
  prepareReading(*this, where);
  if (type != dtype())
    throw Error(std::string("expected elements of type ") + luge::name(type) + ", the tensor has " +
                    luge::name(dtype()),
                where);
  return impl->storage->data();
}

//===----------------------------------------------------------------------===//
// Differentiation
//===----------------------------------------------------------------------===//

static thread_local bool gradEnabled = true;

bool luge::is_grad_enabled() { return gradEnabled; }
NoGradGuard::NoGradGuard() : before(gradEnabled) { gradEnabled = false; }
NoGradGuard::~NoGradGuard() { gradEnabled = before; }

Tensor &Tensor::requires_grad_(bool value, Location where) {
  expectDefined(*this, where);
  if (value && !isFloat(dtype()))
    throw Error(std::string("only floating-point tensors can require gradients, got ") +
                    luge::name(dtype()),
                where);
  if (!impl->isLeaf)
    throw Error("requires_grad can only be changed on leaves; detach() the tensor", where);
  if (impl->requiresGrad != value)
    Trace::current().requireGradient(impl, value);
  return *this;
}

Tensor Tensor::grad() const {
  if (!impl || !impl->isLeaf)
    return Tensor();
  Trace::current().useGradient(impl, Trace::GradientUse::Read);
  return Tensor(impl->grad);
}

void Tensor::set_grad(const Tensor &gradient, Location where) {
  expectDefined(*this, where);
  if (gradient.defined() && (gradient.sizes() != sizes() || gradient.dtype() != dtype()))
    throw Error("expected a gradient of shape " + toString(sizes()) + " and type " +
                    luge::name(dtype()) + ", got " + toString(gradient.sizes()) + " and " +
                    luge::name(gradient.dtype()),
                where);
  Trace::current().useGradient(impl, Trace::GradientUse::Replace);
  impl->grad = gradient.impl;
}

Tensor Tensor::detach(Location where) const {
  if (!expectDefined(*this, where).requires_grad())
    return *this;
  Trace &trace = Trace::current();
  mlir::Value value =
      trace.emit(nn::DetachOp::getOperationName(), trace.valueOf(*this, where), {}, where)
          ->getResult(0);
  return trace.wrap(value, /*requiresGrad=*/false);
}

void Tensor::backward(const Tensor &gradient, std::optional<bool> retain_graph,
                      Location where) const {
  expectDefined(*this, where);
  if (!requires_grad())
    throw Error("backward() of a loss that reaches no parameter: nothing it was computed from "
                "requires a gradient",
                where);
  Tensor loss = *this;
  if (gradient.defined()) {
    if (gradient.sizes() != sizes())
      throw Error("expected a gradient of the tensor's shape " + toString(sizes()) + ", got " +
                      toString(gradient.sizes()),
                  where);
    loss = (Operand(*this, where) * Operand(gradient.detach(where), where)).sum({}, false, where);
  } else if (llvm::any_of(sizes(), [](int64_t extent) { return extent != 1; })) {
    throw Error("backward() needs a scalar, got shape " + toString(sizes()) +
                    "; reduce it with mean() or sum(), or give the gradient of its elements",
                where);
  }
  loss = loss.reshape({}, where);
  Trace &trace = Trace::current();
  trace.backward(trace.valueOf(loss, where), retain_graph.value_or(false), where);
}

//===----------------------------------------------------------------------===//
// In place
//===----------------------------------------------------------------------===//

static Tensor &assign(Tensor &tensor, const Tensor &value, Location where) {
  expectDefined(tensor, where);
  expectOwnMemory(tensor, where);
  if (tensor.requires_grad() && tensor.is_leaf() && is_grad_enabled())
    throw Error("a leaf that requires gradients cannot be changed in place while gradients are "
                "recorded; use "
                "luge::NoGradGuard",
                where);
  Tensor spread = broadcastTo(value.to(tensor.dtype(), where), tensor.sizes(), tensor, where);
  // A tensor that the step makes itself is gone when it fails.
  if (tensor.impl->storage)
    spread = unlessFailed(tensor, spread, where);
  Trace &trace = Trace::current();
  trace.rebind(tensor, trace.valueOf(spread, where), where);
  if (value.requires_grad() && is_grad_enabled()) {
    tensor.impl->requiresGrad = true;
    tensor.impl->isLeaf = false;
  }
  // Others look at the memory whenever they like.
  if (!Trace::isTracingStep() && tensor.impl->storage && tensor.impl->storage->isShared())
    LazyTrace::get().evaluate(where);
  return tensor;
}

Tensor &Tensor::copy_(const Tensor &source, Location where) {
  return assign(*this, expectDefined(source, where), where);
}
Tensor &Tensor::fill_(Scalar value, Location where) {
  return assign(*this, constantLike(value, expectDefined(*this, where).dtype(), *this, where),
                where);
}
Tensor &Tensor::zero_(Location where) { return fill_(0, where); }
Tensor &Tensor::add_(const Operand &other) {
  return assign(*this, Operand(*this, other.where) + other, other.where);
}
Tensor &Tensor::sub_(const Operand &other) {
  return assign(*this, Operand(*this, other.where) - other, other.where);
}
Tensor &Tensor::mul_(const Operand &other) {
  return assign(*this, Operand(*this, other.where) * other, other.where);
}
Tensor &Tensor::div_(const Operand &other) {
  return assign(*this, Operand(*this, other.where) / other, other.where);
}
