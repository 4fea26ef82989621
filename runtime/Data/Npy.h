//===- Npy.h - The header of one numpy array --------------------*- C++ -*-===//
#ifndef LUGE_RUNTIME_DATA_NPY_H
#define LUGE_RUNTIME_DATA_NPY_H

#include "runtime/Data/Array.h"

#include <stdexcept>
#include <string_view>

namespace luge::data {

/// What is wrong with an array; whoever knows the file turns it into an Error.
struct NpyError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What stands before the header's text: magic, version, length.
struct NpyPrefix {
  static constexpr size_t maxBytes = 12;
  size_t bytes;       ///< of the prefix
  size_t headerBytes; ///< of the text that follows
};

/// Decodes the first `maxBytes` bytes of a file. Throws NpyError.
NpyPrefix parseNpyPrefix(std::string_view bytes);

/// Decodes the header's text, a Python dictionary such as
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`, to an array
/// without elements yet. Throws NpyError.
Array parseNpyHeader(std::string_view text);

/// Magic, version and header of `array`, padded to a multiple of 64 bytes.
std::string formatNpyHeader(const Array &array);

} // namespace luge::data

#endif // LUGE_RUNTIME_DATA_NPY_H
