/// Lets an API function that is a composition be written as its formula:
///
///   Term x(input, where), t(target, where);
///   return reduceLoss(log1p(exp(-t * x)), options.reduction());
#ifndef LUGE_COMPILER_FRONTEND_FORMULA_H
#define LUGE_COMPILER_FRONTEND_FORMULA_H

#include "luge/Ops.h"

namespace luge::frontend {

/// A tensor, with the place in the user's program that what is made of it is recorded at. Broadcasts and promotes as
/// tensors do.
class Term {
public:
  Term(const Tensor &tensor, Location where) : tensor(tensor), where(where) {}

  operator const Tensor &() const { return tensor; }
  Operand operand() const { return {tensor, where}; }
  /// Another tensor, at the same place.
  Term with(const Tensor &other) const { return {other, where}; }
  Operand operand(double number) const { return {number, where}; }

  Term sum(const Sizes &dim, bool keepdim = false) const {
    return with(tensor.sum(dim, keepdim, where));
  }
  Term mean(const Sizes &dim) const { return with(tensor.mean(dim, /*keepdim=*/false, where)); }
  Term amax(const Sizes &dim) const { return with(tensor.amax(dim, /*keepdim=*/false, where)); }
  Term amin(const Sizes &dim) const { return with(tensor.amin(dim, /*keepdim=*/false, where)); }
  Term unsqueeze(int64_t dim) const { return with(tensor.unsqueeze(dim, where)); }
  Term to(DType dtype) const { return with(tensor.to(dtype, where)); }
  Term detach() const { return with(tensor.detach(where)); }

  Tensor tensor;
  Location where;
};

#define LUGE_TERM_BINARY(OP)                                                                       \
  inline Term operator OP(const Term &x, const Term &y) {                                          \
    return x.with(x.operand() OP y.operand());                                                     \
  }                                                                                                \
  inline Term operator OP(const Term &x, double y) { return x.with(x.operand() OP x.operand(y)); } \
  inline Term operator OP(double x, const Term &y) { return y.with(y.operand(x) OP y.operand()); }
LUGE_TERM_BINARY(+)
LUGE_TERM_BINARY(-)
LUGE_TERM_BINARY(*)
LUGE_TERM_BINARY(/)
LUGE_TERM_BINARY(==)
LUGE_TERM_BINARY(!=)
LUGE_TERM_BINARY(<)
LUGE_TERM_BINARY(<=)
LUGE_TERM_BINARY(>)
LUGE_TERM_BINARY(>=)
LUGE_TERM_BINARY(&)
LUGE_TERM_BINARY(|)
#undef LUGE_TERM_BINARY
inline Term operator-(const Term &x) { return x.with(-x.operand()); }
inline Term operator!(const Term &x) { return x.with(!x.operand()); }

#define LUGE_TERM_UNARY(FN)                                                                        \
  inline Term FN(const Term &x) { return x.with(x.tensor.FN(x.where)); }
LUGE_TERM_UNARY(abs)
LUGE_TERM_UNARY(exp)
LUGE_TERM_UNARY(expm1)
LUGE_TERM_UNARY(log)
LUGE_TERM_UNARY(log1p)
LUGE_TERM_UNARY(relu)
LUGE_TERM_UNARY(sigmoid)
LUGE_TERM_UNARY(sign)
LUGE_TERM_UNARY(sqrt)
LUGE_TERM_UNARY(tanh)
#undef LUGE_TERM_UNARY

inline Term minimum(const Term &x, const Term &y) {
  return x.with(luge::minimum(x.operand(), y.operand()));
}
inline Term minimum(const Term &x, double y) {
  return x.with(luge::minimum(x.operand(), x.operand(y)));
}
inline Term pow(const Term &x, double y) { return x.with(luge::pow(x.operand(), x.operand(y))); }

// Choices between a tensor and a number, of the tensor's type.
inline Term select(const Term &condition, const Term &x, double y) {
  return x.with(luge::where(condition, x.operand(), x.operand(y)));
}
inline Term select(const Term &condition, double x, const Term &y) {
  return y.with(luge::where(condition, y.operand(x), y.operand()));
}
inline Term select(const Term &condition, const Term &x, const Term &y) {
  return x.with(luge::where(condition, x.operand(), y.operand()));
}

/// max(x, low), whose gradient is that of x where they are equal and 0 where x is NaN, as torch's clamp.
inline Term clampMin(const Term &x, double low) {
  Term beyond = x.with(luge::maximum(x.detach().operand(), x.operand(low)));
  return select(x >= low, x, beyond);
}

} // namespace luge::frontend

#endif // LUGE_COMPILER_FRONTEND_FORMULA_H
