//===- ObjectCache.h - Objects compiled before, on disk ---------*- C++ -*-===//
#ifndef LUGE_TARGET_OBJECTCACHE_H
#define LUGE_TARGET_OBJECTCACHE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>

namespace luge {

/// A folder of files, one per key, each behind the SHA-256 of its content. Processes may share it: a file
/// appears whole or not at all.
class ObjectCache {
public:
  explicit ObjectCache(std::string folder) : folder(std::move(folder)) {}

  /// In $LUGE_CACHE_DIR, else $XDG_CACHE_HOME/luge, else ~/.cache/luge. None where none of them is set, or
  /// the first is set to nothing.
  static std::optional<ObjectCache> open();

  /// The content stored for `key`; none if there is no such file, or its content is not what was written.
  std::optional<std::string> find(llvm::StringRef key) const;
  llvm::Error store(llvm::StringRef key, llvm::StringRef content) const;

private:
  std::string getPath(llvm::StringRef key) const;

  std::string folder;
};

} // namespace luge

#endif // LUGE_TARGET_OBJECTCACHE_H
