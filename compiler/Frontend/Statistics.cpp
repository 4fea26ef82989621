/// Reductions that are formulas of others: moments, norms, products, counts.
#include "compiler/Frontend/Formula.h"
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"
#include "luge/Reductions.h"

#include <cmath>
#include <limits>

using namespace luge;
using namespace luge::frontend;

static Term floatTerm(const Tensor &input, const char *what, Location where) {
  if (!isFloat(expectDefined(input, where).dtype()))
    throw Error(std::string(what) + " needs a floating-point tensor, got " + name(input.dtype()) +
                    "; convert it with to()",
                where);
  return {input, where};
}

//===----------------------------------------------------------------------===//
// Moments
//===----------------------------------------------------------------------===//

std::pair<Tensor, Tensor> luge::var_mean(const Tensor &input, Sizes dim, double correction,
                                         bool keepdim, Location where) {
  Term x = floatTerm(input, "var()", where);
  Sizes dims = wrapDims(dim, input.dim(), where);
  Term mean = x.with(input.mean(dims, /*keepdim=*/true, where)), distance = x - mean;
  Term count = x.with(record<nn::CountOp>({input}, {attribute("dimensions", dims)}, where));
  Term divisor = x.with(luge::maximum((count - correction).operand(), x.operand(0)));
  Term variance = (distance * distance).sum(dims, keepdim) / divisor;
  return {variance, input.mean(dims, keepdim, where)};
}

std::pair<Tensor, Tensor> luge::std_mean(const Tensor &input, Sizes dim, double correction,
                                         bool keepdim, Location where) {
  auto [variance, mean] = var_mean(input, std::move(dim), correction, keepdim, where);
  Term square(variance, where), isZero = square == 0;
  return {select(isZero, 0, sqrt(select(isZero, 1, square))), mean};
}

Tensor luge::var(const Tensor &input, Sizes dim, double correction, bool keepdim, Location where) {
  return var_mean(input, std::move(dim), correction, keepdim, where).first;
}
Tensor luge::std(const Tensor &input, Sizes dim, double correction, bool keepdim, Location where) {
  return std_mean(input, std::move(dim), correction, keepdim, where).first;
}

//===----------------------------------------------------------------------===//
// Norms
//===----------------------------------------------------------------------===//

Tensor luge::vector_norm(const Tensor &input, double ord, Sizes dim, bool keepdim, Location where) {
  Term x = floatTerm(input, "a norm", where), size = abs(x);
  if (std::isinf(ord))
    return ord > 0 ? size.tensor.amax(dim, keepdim, where) : size.tensor.amin(dim, keepdim, where);
  if (ord == 0)
    return (size != 0).to(input.dtype()).sum(dim, keepdim);
  if (ord == 1)
    return size.sum(dim, keepdim);
  // Roots and powers are taken of 1 where they would be of 0, whose gradient is infinite.
  Term isZero = size == 0;
  double powerOfZero = ord > 0 ? 0 : std::numeric_limits<double>::infinity();
  Term powers = ord == 2 ? x * x : select(isZero, powerOfZero, pow(select(isZero, 1, size), ord));
  Term sum = powers.sum(dim, keepdim), isNothing = sum == 0;
  Term positive = select(isNothing, 1, sum);
  return select(isNothing, 0, ord == 2 ? sqrt(positive) : pow(positive, 1 / ord));
}

//===----------------------------------------------------------------------===//
// Sums and products
//===----------------------------------------------------------------------===//

Tensor luge::nansum(const Tensor &input, Sizes dim, bool keepdim, Location where) {
  if (!isFloat(expectDefined(input, where).dtype()))
    return input.sum(std::move(dim), keepdim, where);
  Term x(input, where);
  return select(x != x, 0, x).sum(dim, keepdim);
}

/// Halves the extent until it is 1: the first half times the second.
static Tensor productAlong(Tensor x, int64_t dim, Location where) {
  int64_t extent = staticExtent(x, dim, "a product", where);
  if (extent == 0) {
    Sizes shape = x.sizes();
    shape[dim] = 1;
    return broadcastTo(asTensor({1, where}, where, x.dtype()), shape, x, where);
  }
  for (; extent > 1; extent = (extent + 1) / 2) {
    int64_t half = extent / 2;
    Tensor product =
        Operand(x.narrow(dim, 0, half, where), where) * x.narrow(dim, half, half, where);
    x = extent % 2 ? cat({product, x.narrow(dim, extent - 1, 1, where)}, dim, where) : product;
  }
  return x;
}

Tensor luge::prod(const Tensor &input, Sizes dim, bool keepdim, Location where) {
  Tensor result = expectDefined(input, where).dtype() == kBool ? input.to(kInt64, where) : input;
  Sizes dims = wrapDims(dim, input.dim(), where), shape;
  for (int64_t axis : dims)
    result = productAlong(result, axis, where);
  for (int64_t axis = 0; axis < input.dim(); ++axis)
    if (keepdim || !llvm::is_contained(dims, axis))
      shape.push_back(result.sizes()[axis]);
  return result.reshape(shape, where);
}

/// Adds what is 1, 2, 4, ... places before.
Tensor luge::cumsum(const Tensor &input, int64_t dim, Location where) {
  Tensor x = isFloat(expectDefined(input, where).dtype()) ? input : input.to(kInt64, where);
  if (x.dim() == 0)
    return cumsum(x.reshape({1}, where), dim, where).reshape({}, where);
  int64_t axis = wrapDim(dim, x.dim(), where);
  int64_t extent = staticExtent(x, axis, "a cumulative sum", where);
  for (int64_t step = 1; step < extent; step *= 2) {
    Sizes low(x.dim(), 0), high(x.dim(), 0);
    low[axis] = step;
    Tensor before = record<nn::PadOp>({x.narrow(axis, 0, extent - step, where)},
                                      {attribute("low", low), attribute("high", high)}, where);
    x = Operand(x, where) + before;
  }
  return x;
}

//===----------------------------------------------------------------------===//
// Counts
//===----------------------------------------------------------------------===//

Tensor luge::count_nonzero(const Tensor &input, Sizes dim, Location where) {
  return input.to(kBool, where).sum(std::move(dim), false, where);
}
Tensor luge::any(const Tensor &input, Sizes dim, bool keepdim, Location where) {
  return input.to(kBool, where).sum(std::move(dim), keepdim, where).to(kBool, where);
}
Tensor luge::all(const Tensor &input, Sizes dim, bool keepdim, Location where) {
  return any(input.logical_not(where), std::move(dim), keepdim, where).logical_not(where);
}
