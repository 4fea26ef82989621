#include "compiler/Frontend/Host.h"

#include "compiler/Frontend/LazyTrace.h"

using namespace luge;
using namespace luge::frontend;

static Host current = {nullptr, nullptr};

void frontend::setHost(Host host) { current = host; }

WithoutHost::WithoutHost() {
  if (current.release)
    state = current.release();
}
WithoutHost::~WithoutHost() {
  if (current.acquire)
    current.acquire(state);
}

std::shared_ptr<Storage> frontend::share(const Tensor &tensor) {
  LazyTrace::get().share(*tensor.impl);
  return tensor.impl->storage;
}

Tensor frontend::alias(const Tensor &tensor) {
  auto impl = std::make_shared<TensorImpl>(tensor.impl->dtype, tensor.impl->sizes);
  impl->storage = share(tensor);
  return Tensor(std::move(impl));
}

void frontend::setViewOf(const Tensor &tensor, const Tensor &base) {
  if (tensor.impl == base.impl)
    return;
  std::shared_ptr<TensorImpl> root = base.impl->viewOf.lock();
  tensor.impl->viewOf = root ? root : base.impl;
}

void frontend::expectOwnMemory(const Tensor &tensor, Location where) {
  if (!tensor.impl->viewOf.expired())
    throw Error("this tensor is a value of its own, while in torch it shares the memory of the one "
                "it was made from; change that one in place, or a clone() of this",
                where);
}

bool frontend::isTracing() { return Trace::isTracingStep(); }

void *frontend::writable(const Tensor &tensor, Location where) {
  LazyTrace::get().materialize(*tensor.impl, where);
  LazyTrace::get().release(*tensor.impl);
  return tensor.impl->storage->data();
}
