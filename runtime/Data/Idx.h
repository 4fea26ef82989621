//===- Idx.h - The format of the MNIST family -------------------*- C++ -*-===//
#ifndef LUGE_RUNTIME_DATA_IDX_H
#define LUGE_RUNTIME_DATA_IDX_H

#include "runtime/Data/Array.h"

#include <filesystem>

namespace luge::data {

/// Reads an idx file of bytes, plain or compressed with gzip, of one to three
/// extents. Files are untrusted; throws Error.
Array readIdx(const std::filesystem::path &path);

} // namespace luge::data

#endif // LUGE_RUNTIME_DATA_IDX_H
