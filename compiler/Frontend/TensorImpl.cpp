#include "compiler/Frontend/TensorImpl.h"

#include "compiler/Codegen/ByteCount.h"
#include "compiler/Frontend/Trace.h"
#include "compiler/Target/Memory.h"

#include <cstring>
#include <sstream>

using namespace luge;
using namespace luge::frontend;

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

int64_t luge::itemsize(DType dtype) {
  switch (dtype) {
  case DType::Float32:
    return 4;
  case DType::Float64:
  case DType::Int64:
    return 8;
  case DType::Bool:
    return 1;
  }
  return 0;
}

const char *luge::name(DType dtype) {
  switch (dtype) {
  case DType::Float32:
    return "float32";
  case DType::Float64:
    return "float64";
  case DType::Int64:
    return "int64";
  case DType::Bool:
    return "bool";
  }
  return "";
}

std::ostream &luge::operator<<(std::ostream &os, DType dtype) { return os << name(dtype); }

//===----------------------------------------------------------------------===//
// Storage
//===----------------------------------------------------------------------===//

Storage::Storage(int64_t bytes, Location where) : size(bytes) {
  llvm::Expected<Memory> allocated = allocateMemory(bytes);
  if (!allocated)
    throw Error(llvm::toString(allocated.takeError()), where);
  deleter = allocated->get_deleter();
  memory = allocated->release();
  std::memset(memory, 0, bytes);
}

Storage::Storage(void *data, int64_t bytes, std::function<void(void *)> deleter)
    : memory(data), size(bytes), shared(true), deleter(std::move(deleter)) {
  if (!this->deleter)
    this->deleter = [](void *) {};
}

Storage::~Storage() { deleter(memory); }

std::shared_ptr<Storage> Storage::copy() const {
  auto result = std::make_shared<Storage>(size);
  std::memcpy(result->memory, memory, size);
  return result;
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

TensorImpl::~TensorImpl() { Trace::forget(this); }

int64_t frontend::count(const Sizes &sizes) {
  int64_t elements = 1;
  for (int64_t extent : sizes)
    elements *= extent;
  return elements;
}

int64_t frontend::countBytes(DType dtype, const Sizes &sizes, Location where) {
  int64_t bytes = luge::countBytes(sizes, itemsize(dtype), /*batch=*/1);
  if (bytes > kAddressableBytes)
    throw Error(std::string("a ") + luge::name(dtype) + " tensor of " + toString(sizes) + " has " +
                    describeBytes(bytes) + ", more than the " + describeBytes(kAddressableBytes) +
                    " that a process can address",
                where);
  return bytes;
}

std::string frontend::toString(const Sizes &sizes) {
  std::string text = "[";
  for (size_t i = 0; i < sizes.size(); ++i)
    text += (i ? ", " : "") + (sizes[i] == kBatch ? std::string("?") : std::to_string(sizes[i]));
  return text + "]";
}

std::string frontend::toString(double number) {
  std::ostringstream text;
  text << number;
  return text.str();
}

Tensor frontend::makeTensor(DType dtype, const Sizes &sizes, Location where) {
  auto impl = std::make_shared<TensorImpl>(dtype, sizes);
  impl->storage = std::make_shared<Storage>(countBytes(dtype, sizes, where), where);
  return Tensor(std::move(impl));
}

Tensor frontend::makeScalar(DType dtype, Scalar value) {
  Tensor result = makeTensor(dtype, {});
  fill(*result.impl->storage, dtype, value);
  return result;
}

template <typename T> static void fillWith(Storage &storage, T value) {
  std::fill_n(static_cast<T *>(storage.data()), storage.bytes() / int64_t(sizeof(T)), value);
}

void frontend::fill(Storage &storage, DType dtype, Scalar value) {
  switch (dtype) {
  case DType::Float32:
    return fillWith(storage, value.to<float>());
  case DType::Float64:
    return fillWith(storage, value.to<double>());
  case DType::Int64:
    return fillWith(storage, value.to<int64_t>());
  case DType::Bool:
    return fillWith(storage, value.toDouble() != 0);
  }
}

const Tensor &frontend::expectDefined(const Tensor &tensor, Location where) {
  if (!tensor.defined())
    throw Error("the tensor is undefined", where);
  return tensor;
}
