/// Functions that move elements (https://docs.pytorch.org/docs/stable/torch.html#indexing-slicing-joining-mutating-ops).
/// Those that are also methods are documented there. Extents that a function divides or repeats may not be the batch's.
#ifndef LUGE_SHAPES_H
#define LUGE_SHAPES_H

#include "luge/Tensor.h"

namespace luge {

inline Tensor reshape(const Tensor &input, const Sizes &shape,
                      Location where = Location::current()) {
  return input.reshape(shape, where);
}
inline Tensor flatten(const Tensor &input, int64_t start_dim = 0, int64_t end_dim = -1,
                      Location where = Location::current()) {
  return input.flatten(start_dim, end_dim, where);
}
/// Dimension `dim` as several of extents `sizes`, of which one may be -1.
Tensor unflatten(const Tensor &input, int64_t dim, const Sizes &sizes,
                 Location where = Location::current());
inline Tensor transpose(const Tensor &input, int64_t dim0, int64_t dim1,
                        Location where = Location::current()) {
  return input.transpose(dim0, dim1, where);
}
inline Tensor swapaxes(const Tensor &input, int64_t axis0, int64_t axis1,
                       Location where = Location::current()) {
  return input.transpose(axis0, axis1, where);
}
inline Tensor permute(const Tensor &input, const Sizes &dims,
                      Location where = Location::current()) {
  return input.permute(dims, where);
}
/// Moves dimensions `source` to the places `destination`; the others keep their order.
Tensor movedim(const Tensor &input, const Sizes &source, const Sizes &destination,
               Location where = Location::current());
inline Tensor unsqueeze(const Tensor &input, int64_t dim, Location where = Location::current()) {
  return input.unsqueeze(dim, where);
}
inline Tensor squeeze(const Tensor &input, std::optional<int64_t> dim = std::nullopt,
                      Location where = Location::current()) {
  return input.squeeze(dim, where);
}
inline Tensor narrow(const Tensor &input, int64_t dim, int64_t start, int64_t length,
                     Location where = Location::current()) {
  return input.narrow(dim, start, length, where);
}
inline Tensor select(const Tensor &input, int64_t dim, int64_t index,
                     Location where = Location::current()) {
  return input.select(dim, index, where);
}

/// Broadcast to the shape of `other`.
Tensor expand_as(const Tensor &input, const Tensor &other, Location where = Location::current());
/// The tensor `repeats[i]` times along dimension i; there may be more numbers than dimensions, which are then in front.
Tensor repeat(const Tensor &input, const Sizes &repeats, Location where = Location::current());
/// As `repeat`, but with 1 for the first dimensions where numbers are missing.
Tensor tile(const Tensor &input, const Sizes &dims, Location where = Location::current());

/// Joins tensors that agree in all extents but `dim`.
Tensor cat(const std::vector<Tensor> &tensors, int64_t dim = 0,
           Location where = Location::current());
/// Joins tensors of equal shape along a new dimension.
Tensor stack(const std::vector<Tensor> &tensors, int64_t dim = 0,
             Location where = Location::current());
/// Joins along dimension 1, or 0 if there is no other.
Tensor hstack(const std::vector<Tensor> &tensors, Location where = Location::current());
/// Joins along dimension 0; a vector is a row.
Tensor vstack(const std::vector<Tensor> &tensors, Location where = Location::current());

/// Parts of extent `split_size` along `dim`; the last may be smaller.
std::vector<Tensor> split(const Tensor &input, int64_t split_size, int64_t dim = 0,
                          Location where = Location::current());
/// Parts of extents `split_sizes`.
std::vector<Tensor> split(const Tensor &input, const Sizes &split_sizes, int64_t dim = 0,
                          Location where = Location::current());
/// At most `chunks` parts of equal extent; the last may be smaller.
std::vector<Tensor> chunk(const Tensor &input, int64_t chunks, int64_t dim = 0,
                          Location where = Location::current());
/// The elements along `dim`, which they do not have.
std::vector<Tensor> unbind(const Tensor &input, int64_t dim = 0,
                           Location where = Location::current());

/// Moves elements by `shifts` along `dims`, in a circle; without `dims` along the flattened tensor.
Tensor roll(const Tensor &input, const Sizes &shifts, const Sizes &dims = {},
            Location where = Location::current());
/// Reverses the order along `dims`.
Tensor flip(const Tensor &input, const Sizes &dims, Location where = Location::current());
/// Zeros above, or below, a diagonal of the matrices of the last two dimensions.
Tensor tril(const Tensor &input, int64_t diagonal = 0, Location where = Location::current());
Tensor triu(const Tensor &input, int64_t diagonal = 0, Location where = Location::current());
/// The diagonals of the matrices of two dimensions, as the last dimension of the result.
Tensor diagonal(const Tensor &input, int64_t offset = 0, int64_t dim1 = 0, int64_t dim2 = 1,
                Location where = Location::current());

namespace nn::functional {
/// Puts `value` around the elements: `pad` has, for the last dimension, then the one before, ..., how many before and
/// behind; negative numbers take elements off. `mode`: "constant".
Tensor pad(const Tensor &input, const Sizes &pad, const std::string &mode = "constant",
           double value = 0, Location where = Location::current());
} // namespace nn::functional

} // namespace luge

#endif // LUGE_SHAPES_H
