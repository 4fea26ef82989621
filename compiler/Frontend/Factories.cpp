/// Functions that make tensors.
#include "luge/Factories.h"

#include "compiler/Frontend/Random.h"
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"
#include "luge/Ops.h"
#include "runtime/Data/Array.h"

#include <cmath>
#include <cstring>

using namespace luge;
using namespace luge::frontend;

//===----------------------------------------------------------------------===//
// Literals
//===----------------------------------------------------------------------===//

TensorData::TensorData(std::initializer_list<TensorData> rows, Location where)
    : extents{int64_t(rows.size())} {
  for (const TensorData &row : rows) {
    if (row.extents != rows.begin()->extents)
      throw Error("the rows of a tensor differ in shape: " + toString(rows.begin()->extents) +
                      " and " + toString(row.extents),
                  where);
    numbers.insert(numbers.end(), row.numbers.begin(), row.numbers.end());
  }
  if (rows.size())
    extents.insert(extents.end(), rows.begin()->extents.begin(), rows.begin()->extents.end());
}

//===----------------------------------------------------------------------===//
// Known elements
//===----------------------------------------------------------------------===//

static void checkSizes(const Sizes &sizes, Location where) {
  for (int64_t extent : sizes)
    if (extent < 0)
      throw Error("expected extents of at least 0, got " + std::to_string(extent), where);
}

/// In a step, a tensor of known elements is a constant of the program.
static Tensor finish(Tensor tensor, TensorOptions options, Location where) {
  if (Trace::isTracingStep()) {
    auto type = tensorType(tensor.dtype(), tensor.sizes());
    const Storage &storage = *tensor.impl->storage;
    mlir::Attribute value;
    if (tensor.dtype() == kBool) {
      const bool *elements = static_cast<const bool *>(storage.data());
      value = mlir::DenseElementsAttr::get(type, llvm::ArrayRef<bool>(elements, storage.bytes()));
    } else {
      value = mlir::DenseElementsAttr::getFromRawBuffer(
          type, llvm::ArrayRef<char>(static_cast<const char *>(storage.data()), storage.bytes()));
    }
    tensor = record<nn::ConstantOp>({}, {attribute("value", value)}, where);
  }
  if (options.requires_grad())
    tensor.requires_grad_(true, where);
  return tensor;
}

Tensor luge::full(const Sizes &size, Scalar value, TensorOptions options, Location where) {
  checkSizes(size, where);
  DType kind = isFloat(value.dtype()) ? kFloat32 : value.dtype();
  Tensor result = makeTensor(options.has_dtype() ? options.dtype() : kind, size, where);
  fill(*result.impl->storage, result.dtype(), value);
  return finish(result, options, where);
}

Tensor luge::zeros(const Sizes &size, TensorOptions options, Location where) {
  return full(size, 0, options.dtype(options.dtype()), where);
}
Tensor luge::ones(const Sizes &size, TensorOptions options, Location where) {
  return full(size, 1, options.dtype(options.dtype()), where);
}
Tensor luge::zeros_like(const Tensor &input, Location where) {
  return constantLike(0, expectDefined(input, where).dtype(), input, where);
}
Tensor luge::ones_like(const Tensor &input, Location where) {
  return constantLike(1, expectDefined(input, where).dtype(), input, where);
}

Tensor luge::full_like(const Tensor &input, Scalar value, Location where) {
  return constantLike(value, expectDefined(input, where).dtype(), input, where);
}

static void setElement(Tensor &tensor, int64_t index, Scalar value) {
  void *data = tensor.impl->storage->data();
  switch (tensor.dtype()) {
  case DType::Float32:
    static_cast<float *>(data)[index] = value.to<float>();
    return;
  case DType::Float64:
    static_cast<double *>(data)[index] = value.to<double>();
    return;
  case DType::Int64:
    static_cast<int64_t *>(data)[index] = value.to<int64_t>();
    return;
  case DType::Bool:
    static_cast<bool *>(data)[index] = value.toDouble() != 0;
    return;
  }
}

Tensor luge::tensor(const TensorData &data, TensorOptions options, Location where) {
  DType dtype = data.values().empty() ? kFloat32 : kBool;
  for (Scalar number : data.values())
    dtype = promote(dtype, isFloat(number.dtype()) ? kFloat32 : number.dtype());
  Tensor result = makeTensor(options.has_dtype() ? options.dtype() : dtype, data.sizes(), where);
  for (size_t i = 0; i < data.values().size(); ++i)
    setElement(result, i, data.values()[i]);
  return finish(result, options, where);
}

Tensor luge::arange(Scalar start, Scalar end, Scalar step, TensorOptions options, Location where) {
  bool integral = !isFloat(start.dtype()) && !isFloat(end.dtype()) && !isFloat(step.dtype());
  if (step.toDouble() == 0 || (end.toDouble() - start.toDouble()) / step.toDouble() < 0)
    throw Error("arange() cannot go from " + std::to_string(start.toDouble()) + " to " +
                    std::to_string(end.toDouble()) + " in steps of " +
                    std::to_string(step.toDouble()),
                where);
  // More than memory could hold is told by the tensor.
  int64_t size = std::min(std::ceil((end.toDouble() - start.toDouble()) / step.toDouble()), 0x1p62);
  Tensor result = makeTensor(options.has_dtype() ? options.dtype()
                             : integral          ? kInt64
                                                 : kFloat32,
                             {size}, where);
  for (int64_t i = 0; i < size; ++i)
    setElement(result, i,
               integral ? Scalar(start.toInt() + i * step.toInt())
                        : Scalar(start.toDouble() + i * step.toDouble()));
  return finish(result, options, where);
}
Tensor luge::arange(Scalar end, TensorOptions options, Location where) {
  return arange(isFloat(end.dtype()) ? Scalar(0.0) : Scalar(0), end, 1, options, where);
}

Tensor luge::linspace(Scalar start, Scalar end, int64_t steps, TensorOptions options,
                      Location where) {
  checkSizes({steps}, where);
  Tensor result = makeTensor(options.dtype(), {steps}, where);
  double step = steps > 1 ? (end.toDouble() - start.toDouble()) / double(steps - 1) : 0;
  // From the nearer end, so that both are met.
  for (int64_t i = 0; i < steps; ++i)
    setElement(result, i,
               i < steps - i ? start.toDouble() + double(i) * step
                             : end.toDouble() - double(steps - 1 - i) * step);
  return finish(result, options, where);
}

Tensor luge::eye(int64_t n, std::optional<int64_t> m, TensorOptions options, Location where) {
  Sizes size{n, m.value_or(n)};
  checkSizes(size, where);
  Tensor result = makeTensor(options.dtype(), size, where);
  for (int64_t i = 0; i < std::min(size[0], size[1]); ++i)
    setElement(result, i * size[1] + i, 1);
  return finish(result, options, where);
}

//===----------------------------------------------------------------------===//
// The caller's memory
//===----------------------------------------------------------------------===//

Tensor luge::from_blob(void *data, const Sizes &size, std::function<void(void *)> deleter,
                       TensorOptions options, Location where) {
  checkSizes(size, where);
  int64_t bytes = countBytes(options.dtype(), size, where);
  if (!data && bytes)
    throw Error("from_blob() of a null pointer", where);
  auto impl = std::make_shared<TensorImpl>(options.dtype(), size);
  impl->storage = std::make_shared<Storage>(data, bytes, std::move(deleter));
  Tensor result(std::move(impl));
  if (options.requires_grad())
    result.requires_grad_(true, where);
  return result;
}
Tensor luge::from_blob(void *data, const Sizes &size, TensorOptions options, Location where) {
  return from_blob(data, size, nullptr, options, where);
}

//===----------------------------------------------------------------------===//
// Rows of a data set
//===----------------------------------------------------------------------===//

static DType dtypeOf(data::Type type, Location where) {
  switch (type) {
  case data::Type::f32:
    return kFloat32;
  case data::Type::f64:
    return kFloat64;
  case data::Type::i64:
    return kInt64;
  case data::Type::boolean:
    return kBool;
  case data::Type::i32:
  case data::Type::u8:
    break;
  }
  throw Error(std::string("tensors have no elements of type ") + data::nameOf(type), where);
}

// The memory is the loader's, which writes its next batch there.
Tensor::Tensor(const data::View &rows, Location where)
    : Tensor(makeTensor(dtypeOf(rows.type, where), rows.extents, where)) {
  std::memcpy(impl->storage->data(), rows.memory, impl->storage->bytes());
}

//===----------------------------------------------------------------------===//
// Random elements
//===----------------------------------------------------------------------===//

static Tensor withGrad(Tensor result, TensorOptions options, Location where) {
  if (options.requires_grad())
    result.requires_grad_(true, where);
  return result;
}

Tensor luge::rand(const Sizes &size, TensorOptions options, Location where) {
  checkSizes(size, where);
  Draw draw = Generator::get().draw(where);
  Tensor result = record<nn::UniformOp>({draw.seed, draw.step}, {attribute("id", draw.id)}, where,
                                        tensorType(options.dtype(), size));
  return withGrad(result, options, where);
}

Tensor luge::rand_like(const Tensor &input, Location where) {
  if (!isFloat(expectDefined(input, where).dtype()))
    throw Error(std::string("random numbers are of float32 or float64, got ") + name(input.dtype()),
                where);
  Draw draw = Generator::get().draw(where);
  std::vector<Tensor> operands{draw.seed, draw.step};
  // The extent of a batch is read off the input.
  if (llvm::is_contained(input.sizes(), kBatch))
    operands.push_back(input.detach(where));
  return record<nn::UniformOp>(operands, {attribute("id", draw.id)}, where,
                               tensorType(input.dtype(), input.sizes()));
}

/// Box and Muller (https://doi.org/10.1214/aoms/1177706645), one of the two numbers it gives. 1 - u lies in (0, 1].
static Tensor normal(const Tensor &u, const Tensor &v, Location where) {
  Tensor radius = (Operand(-2.0, where) * (Operand(1.0, where) - u).log(where)).sqrt(where);
  return Operand(radius, where) * (Operand(2 * M_PI, where) * v).cos(where);
}

Tensor luge::randn(const Sizes &size, TensorOptions options, Location where) {
  Tensor u = rand(size, options.dtype(), where), v = rand(size, options.dtype(), where);
  return withGrad(normal(u, v, where), options, where);
}

Tensor luge::randn_like(const Tensor &input, Location where) {
  Tensor u = rand_like(input, where), v = rand_like(input, where);
  return normal(u, v, where);
}
