// A safetensors file, read and written whole.
#ifndef LUGE_TOOLS_LUGERUN_TENSORFILE_H
#define LUGE_TOOLS_LUGERUN_TENSORFILE_H

#include "runtime/Core/Program.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace luge::run {

struct StoredTensor {
  luge_dtype dtype;
  std::vector<int64_t> extents;
  std::vector<char> bytes;
};

using TensorMap = llvm::StringMap<StoredTensor>;

llvm::Expected<TensorMap> readTensors(const std::string &path);
llvm::Error writeTensors(const std::string &path, TensorMap &tensors);

/// An error with what `luge_describe` says of a status that is not LUGE_OK.
llvm::Error makeError(luge_status status, const luge_detail &detail);

} // namespace luge::run

#endif // LUGE_TOOLS_LUGERUN_TENSORFILE_H
