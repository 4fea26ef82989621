/// What bindings to other languages need beside the C++ API.
#ifndef LUGE_COMPILER_FRONTEND_HOST_H
#define LUGE_COMPILER_FRONTEND_HOST_H

#include "compiler/Frontend/TensorImpl.h"

namespace luge::frontend {

/// What is done around each run of a step, so that other threads of the language can go on: `release` returns what
/// `acquire` is given.
struct Host {
  void *(*release)();
  void (*acquire)(void *);
};
void setHost(Host host);

/// Runs something with the language's lock released.
class WithoutHost {
public:
  WithoutHost();
  ~WithoutHost();
  WithoutHost(const WithoutHost &) = delete;
  WithoutHost &operator=(const WithoutHost &) = delete;

private:
  void *state = nullptr;
};

/// The memory of a tensor that is up to date, for others to read and write from now on.
std::shared_ptr<Storage> share(const Tensor &tensor);
/// Another tensor over the same memory, through which no gradient flows. Its elements must be up to date.
Tensor alias(const Tensor &tensor);
/// Says that in torch `tensor` would share memory with `base`.
void setViewOf(const Tensor &tensor, const Tensor &base);
/// Throws for such a tensor: its change would have to be one of the other, too.
void expectOwnMemory(const Tensor &tensor, Location where);
/// A step is being traced: tensors have no values.
bool isTracing();
/// The tensor's memory, up to date and about to be written by the caller.
void *writable(const Tensor &tensor, Location where);

} // namespace luge::frontend

#endif // LUGE_COMPILER_FRONTEND_HOST_H
