//===- Npz.h - numpy's archives of arrays -----------------------*- C++ -*-===//
//
// Files are untrusted: readers check sizes, checksums and headers, and memory
// grows with what a file holds rather than with what it claims. Objects are
// never unpickled. All functions throw Error.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_RUNTIME_DATA_NPZ_H
#define LUGE_RUNTIME_DATA_NPZ_H

#include "runtime/Data/Dataset.h"

#include <filesystem>
#include <map>
#include <string>

namespace luge::data {

/// Named arrays, as in `numpy.load(path)`.
using Arrays = std::map<std::string, Array>;

/// Reads an archive of `numpy.savez` or `savez_compressed`: row-major arrays of
/// float32, float64, int32, int64, uint8 or bool, little-endian.
Arrays readNpz(const std::filesystem::path &path);

/// Writes an archive as `numpy.savez` does; atomic.
void writeNpz(const std::filesystem::path &path, const Arrays &arrays);

/// The part of an archive for `split`: arrays x_train, y_train, x_test, y_test;
/// or x and y, which then serve both. Inputs become float32 unless they are
/// float64, or uint8, which a DataLoader hands out as x / 255. Integer targets
/// become int64 class indices, of which there are the largest plus one.
Dataset readNpzDataset(Split split, const std::filesystem::path &path);

} // namespace luge::data

#endif // LUGE_RUNTIME_DATA_NPZ_H
