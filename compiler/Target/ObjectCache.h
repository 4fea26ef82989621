//===- ObjectCache.h - Objects compiled before, on disk ---------*- C++ -*-===//
#ifndef LUGE_TARGET_OBJECTCACHE_H
#define LUGE_TARGET_OBJECTCACHE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>

namespace luge {

/// A folder of files, one per key, each behind the SHA-256 of its content. What was not used for longest goes when
/// they take more than some bytes together. Processes may share it: a file appears whole or not at all.
class ObjectCache {
public:
  /// With `limit` 0, nothing ever goes.
  explicit ObjectCache(std::string folder, uint64_t limit = uint64_t(1) << 30)
      : folder(std::move(folder)), limit(limit) {}

  /// In $LUGE_CACHE_DIR, else $XDG_CACHE_HOME/luge, else ~/.cache/luge. None where none of them is set, or
  /// the first is set to nothing. $LUGE_CACHE_SIZE is the limit, such as 512m, 1g (the default) or 0; an error if it is
  /// no such number.
  static llvm::Expected<std::optional<ObjectCache>> open();

  /// The content stored for `key`, which counts as used now; none if there is no such file, or its content is not what
  /// was written.
  std::optional<std::string> find(llvm::StringRef key) const;
  llvm::Error store(llvm::StringRef key, llvm::StringRef content) const;

private:
  std::string getPath(llvm::StringRef key) const;
  /// Removes what is beyond the limit.
  void prune() const;

  std::string folder;
  uint64_t limit;
};

} // namespace luge

#endif // LUGE_TARGET_OBJECTCACHE_H
