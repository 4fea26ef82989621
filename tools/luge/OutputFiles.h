// Files that appear whole or not at all.
#ifndef LUGE_TOOLS_LUGE_OUTPUTFILES_H
#define LUGE_TOOLS_LUGE_OUTPUTFILES_H

#include "llvm/ADT/ArrayRef.h"
#include <string>

namespace luge::driver {

struct OutputFile {
  std::string path; // "-" is standard output
  std::string content;
};

/// Writes all files, or, when one cannot be written, none, and throws. Devices and pipes come last.
void writeFiles(llvm::ArrayRef<OutputFile> files);

/// Throws unless a regular file can be written at `path`; leaves none.
void expectWritable(const std::string &path);

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_OUTPUTFILES_H
