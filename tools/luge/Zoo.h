// Models to start from.
#ifndef LUGE_TOOLS_LUGE_ZOO_H
#define LUGE_TOOLS_LUGE_ZOO_H

#include "luge/luge.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace luge::driver {

/// A classifier.
struct ZooModel {
  llvm::StringRef name, summary;
  Sizes sample; // extents of one input
  int64_t classes;
  nn::Sequential (*make)();
};

/// By name.
llvm::ArrayRef<ZooModel> zoo();

/// The model of this name, or null.
const ZooModel *findInZoo(llvm::StringRef name);

/// The model of this name; throws when there is none.
const ZooModel &getFromZoo(llvm::StringRef name);

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_ZOO_H
