//===- FashionMnist.h - 70,000 small pictures of clothes --------*- C++ -*-===//
#ifndef LUGE_RUNTIME_DATA_FASHIONMNIST_H
#define LUGE_RUNTIME_DATA_FASHIONMNIST_H

#include "runtime/Data/Dataset.h"

#include <filesystem>

namespace luge::data {

/// Fashion-MNIST (Xiao, Rasul, Vollgraf, 2017): grey pictures of 28 x 28 in ten
/// classes, 60,000 to train and 10,000 to test. Handed out in [0, 1].
struct FashionMNIST : Dataset {
  /// Reads the four idx files' half in `folder`; without one, in
  /// $LUGE_DATA_DIR/fashion-mnist or /usr/share/datasets/fashion-mnist. Throws Error.
  explicit FashionMNIST(Split split, const std::filesystem::path &folder = {});
};

/// Any data set laid out as MNIST's four files, with `classes` classes.
Dataset readMnistFiles(Split split, const std::filesystem::path &folder, int64_t classes);

} // namespace luge::data

#endif // LUGE_RUNTIME_DATA_FASHIONMNIST_H
