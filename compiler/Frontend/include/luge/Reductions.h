/// Reductions (https://docs.pytorch.org/docs/stable/torch.html#reduction-ops). `dim`: what is reduced; none given means
/// all. `keepdim`: leaves extents of 1 there. Those that are also methods are documented there.
#ifndef LUGE_REDUCTIONS_H
#define LUGE_REDUCTIONS_H

#include "luge/Tensor.h"

#include <utility>

namespace luge {

#define LUGE_DEFINE_REDUCTION(FN)                                                                  \
  inline Tensor FN(const Tensor &input, Sizes dim = {}, bool keepdim = false,                      \
                   Location where = Location::current()) {                                         \
    return input.FN(std::move(dim), keepdim, where);                                               \
  }
LUGE_DEFINE_REDUCTION(sum)
LUGE_DEFINE_REDUCTION(mean)
LUGE_DEFINE_REDUCTION(amax)
LUGE_DEFINE_REDUCTION(amin)
LUGE_DEFINE_REDUCTION(logsumexp)
#undef LUGE_DEFINE_REDUCTION

// In `dtype`, to which the input is converted first.
Tensor sum(const Tensor &input, Sizes dim, bool keepdim, DType dtype,
           Location where = Location::current());
Tensor mean(const Tensor &input, Sizes dim, bool keepdim, DType dtype,
            Location where = Location::current());

/// The sum of what is no NaN.
Tensor nansum(const Tensor &input, Sizes dim = {}, bool keepdim = false,
              Location where = Location::current());
/// The product; the extents may not be that of the batch.
Tensor prod(const Tensor &input, Sizes dim = {}, bool keepdim = false,
            Location where = Location::current());
/// The sum of squared distances from the mean, divided by the number of elements less `correction`, or 0.
Tensor var(const Tensor &input, Sizes dim = {}, double correction = 1, bool keepdim = false,
           Location where = Location::current());
/// The root of the variance, whose gradient is 0 where it is 0.
Tensor std(const Tensor &input, Sizes dim = {}, double correction = 1, bool keepdim = false,
           Location where = Location::current());
/// Variance and mean.
std::pair<Tensor, Tensor> var_mean(const Tensor &input, Sizes dim = {}, double correction = 1,
                                   bool keepdim = false, Location where = Location::current());
std::pair<Tensor, Tensor> std_mean(const Tensor &input, Sizes dim = {}, double correction = 1,
                                   bool keepdim = false, Location where = Location::current());

/// How many elements are not 0; of int64.
Tensor count_nonzero(const Tensor &input, Sizes dim = {}, Location where = Location::current());
/// Whether some, or all, elements are not 0.
Tensor any(const Tensor &input, Sizes dim = {}, bool keepdim = false,
           Location where = Location::current());
Tensor all(const Tensor &input, Sizes dim = {}, bool keepdim = false,
           Location where = Location::current());

/// The largest, or smallest, of all elements; equal ones share the gradient.
inline Tensor max(const Tensor &input, Location where = Location::current()) {
  return input.amax({}, false, where);
}
inline Tensor min(const Tensor &input, Location where = Location::current()) {
  return input.amin({}, false, where);
}
/// The largest, or smallest, along one dimension, and its position; of equal ones the first, to which the gradient
/// goes.
std::pair<Tensor, Tensor> max(const Tensor &input, int64_t dim, bool keepdim = false,
                              Location where = Location::current());
std::pair<Tensor, Tensor> min(const Tensor &input, int64_t dim, bool keepdim = false,
                              Location where = Location::current());
/// The smallest and the largest.
std::pair<Tensor, Tensor> aminmax(const Tensor &input, std::optional<int64_t> dim = std::nullopt,
                                  bool keepdim = false, Location where = Location::current());
inline Tensor argmax(const Tensor &input, std::optional<int64_t> dim = std::nullopt,
                     bool keepdim = false, Location where = Location::current()) {
  return input.argmax(dim, keepdim, where);
}
/// The position of the first smallest element; without `dim` in the flattened tensor.
Tensor argmin(const Tensor &input, std::optional<int64_t> dim = std::nullopt, bool keepdim = false,
              Location where = Location::current());

/// (sum |x|^ord)^(1 / ord); the largest |x| for infinity, the smallest for its negative, and for 0 the number of
/// elements that are not 0. The gradient of a norm of 0 is 0.
Tensor vector_norm(const Tensor &input, double ord = 2, Sizes dim = {}, bool keepdim = false,
                   Location where = Location::current());
inline Tensor norm(const Tensor &input, double p = 2, Sizes dim = {}, bool keepdim = false,
                   Location where = Location::current()) {
  return vector_norm(input, p, std::move(dim), keepdim, where);
}

/// At each place the sum of what comes up to there along `dim`, which may not be the batch.
Tensor cumsum(const Tensor &input, int64_t dim, Location where = Location::current());

inline Tensor softmax(const Tensor &input, int64_t dim, Location where = Location::current()) {
  return input.softmax(dim, where);
}
inline Tensor log_softmax(const Tensor &input, int64_t dim, Location where = Location::current()) {
  return input.log_softmax(dim, where);
}

} // namespace luge

#endif // LUGE_REDUCTIONS_H
