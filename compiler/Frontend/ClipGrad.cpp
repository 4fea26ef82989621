#include "luge/ClipGrad.h"

#include "compiler/Frontend/Formula.h"
#include "compiler/Frontend/LazyTrace.h"
#include "compiler/Frontend/Record.h"
#include "luge/GradMode.h"

#include <cmath>
#include <limits>

using namespace luge;
using namespace luge::frontend;
using namespace luge::nn;

//===----------------------------------------------------------------------===//
// Norms
//===----------------------------------------------------------------------===//

/// What the norms of two tensors together come from: the sum of powers, except for orders that are none.
static Term combine(const Term &x, const Term &y, double order) {
  if (std::isinf(order))
    return order > 0 ? x.with(maximum(x.operand(), y.operand())) : minimum(x, y);
  return x + y;
}

static Term contribution(const Term &x, double order) {
  if (std::isinf(order))
    return order > 0 ? abs(x).amax({}) : abs(x).amin({});
  if (order == 0) // The norm of norms counts those that are not 0.
    return ((x != 0).to(x.tensor.dtype()).sum({}) != 0).to(x.tensor.dtype());
  if (order == 1)
    return abs(x).sum({});
  return (order == 2 ? x * x : pow(abs(x), order)).sum({});
}

static Term root(const Term &total, double order) {
  if (std::isinf(order) || order == 0 || order == 1)
    return total;
  return order == 2 ? sqrt(total) : pow(total, 1 / order);
}

static std::string sayFinite(double order) {
  return "the total norm of order " + toString(order) + " of the gradients is finite";
}

Tensor utils::get_total_norm(const std::vector<Tensor> &tensors, double norm_type,
                             bool error_if_nonfinite, Location where) {
  NoGradGuard guard;
  std::optional<Term> total;
  for (const Tensor &tensor : tensors) {
    Term part = contribution({expectDefined(tensor, where), where}, norm_type);
    total.emplace(total ? combine(*total, part, norm_type) : part);
  }
  if (!total)
    return makeScalar(kFloat32, 0);
  Term norm = root(*total, norm_type);
  if (error_if_nonfinite) {
    Trace::current().check({norm, std::numeric_limits<double>::lowest(),
                            std::numeric_limits<double>::max(), sayFinite(norm_type), where});
    // Else the error comes when the gradients are read.
    if (!Trace::isTracingStep())
      LazyTrace::get().evaluate(where);
  }
  return norm;
}

//===----------------------------------------------------------------------===//
// Clipping
//===----------------------------------------------------------------------===//

static std::vector<Tensor> gradientsOf(const std::vector<Tensor> &parameters, Location where) {
  std::vector<Tensor> gradients;
  for (const Tensor &parameter : parameters)
    if (Tensor gradient = expectDefined(parameter, where).grad(); gradient.defined())
      gradients.push_back(gradient);
  return gradients;
}

/// The bound as a tensor of type `dtype`, so that a number and a tensor give the same result.
static Operand toType(const Operand &bound, DType dtype) {
  return {asTensor(bound, bound.where, dtype), bound.where};
}

void utils::clip_grads_with_norm_(const std::vector<Tensor> &parameters, const Operand &max_norm,
                                  const Tensor &total_norm) {
  NoGradGuard guard;
  Location where = max_norm.where;
  std::vector<Tensor> gradients = gradientsOf(parameters, where);
  if (gradients.empty())
    return;
  Operand bound = toType(max_norm, expectDefined(total_norm, where).dtype());
  Tensor factor =
      minimum({bound / (Operand(total_norm, where) + Operand(1e-6, where)), where}, {1.0, where});
  for (Tensor &gradient : gradients)
    gradient.mul_({factor, where});
}

Tensor utils::clip_grad_norm_(const std::vector<Tensor> &parameters, const Operand &max_norm,
                              double norm_type, bool error_if_nonfinite) {
  Location where = max_norm.where;
  Tensor norm =
      get_total_norm(gradientsOf(parameters, where), norm_type, error_if_nonfinite, where);
  clip_grads_with_norm_(parameters, max_norm, norm);
  return norm;
}

void utils::clip_grad_value_(const std::vector<Tensor> &parameters, const Operand &clip_value) {
  NoGradGuard guard;
  Location where = clip_value.where;
  for (Tensor &gradient : gradientsOf(parameters, where)) {
    Operand bound = toType(clip_value, gradient.dtype());
    Tensor raised = maximum({gradient, where}, {-bound, where});
    gradient.copy_(minimum({raised, where}, bound), where);
  }
}
