//===- ObjectCache.cpp - Objects compiled before, on disk -----------------===//
#include "compiler/Target/ObjectCache.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace luge {

static std::optional<std::string> findFolder() {
  if (std::optional<std::string> folder = sys::Process::GetEnv("LUGE_CACHE_DIR"))
    return folder->empty() ? std::nullopt : folder;
  SmallString<128> folder;
  if (!sys::path::cache_directory(folder))
    return std::nullopt;
  sys::path::append(folder, "luge");
  return folder.str().str();
}

/// Bytes, with k, m or g for powers of 1024.
static std::optional<uint64_t> parseSize(StringRef text) {
  uint64_t number;
  if (text.consumeInteger(10, number))
    return std::nullopt;
  auto power = StringSwitch<std::optional<unsigned>>(text.lower())
                   .Case("", 0)
                   .Case("k", 10)
                   .Case("m", 20)
                   .Case("g", 30)
                   .Default(std::nullopt);
  if (!power || number > std::numeric_limits<uint64_t>::max() >> *power)
    return std::nullopt;
  return number << *power;
}

Expected<std::optional<ObjectCache>> ObjectCache::open() {
  std::optional<std::string> folder = findFolder();
  if (!folder)
    return std::nullopt;
  std::optional<std::string> size = sys::Process::GetEnv("LUGE_CACHE_SIZE");
  if (!size || size->empty())
    return ObjectCache(*folder);
  std::optional<uint64_t> limit = parseSize(*size);
  if (!limit)
    return createStringError(
        "expected LUGE_CACHE_SIZE to be a number of bytes, such as 512m or 1g, got '" + *size +
        "'");
  return ObjectCache(*folder, *limit);
}

std::string ObjectCache::getPath(StringRef key) const {
  SmallString<128> path(folder);
  // The prefix tells pruneCache which files are the cache's.
  sys::path::append(path, "llvmcache-" + key);
  return path.str().str();
}

static std::array<uint8_t, 32> hash(StringRef content) {
  return SHA256::hash(arrayRefFromStringRef(content));
}

/// File systems may keep no time of access, and only coarse times of their own.
static void markAsUsed(int file) {
  // If it fails, the file only goes sooner.
  std::ignore = sys::fs::setLastAccessAndModificationTime(file, std::chrono::system_clock::now());
}

std::optional<std::string> ObjectCache::find(StringRef key) const {
  std::string path = getPath(key);
  Expected<sys::fs::file_t> opened = sys::fs::openNativeFileForRead(path);
  if (!opened) {
    consumeError(opened.takeError());
    return std::nullopt;
  }
  auto close = make_scope_exit([&] { sys::fs::closeFile(*opened); });
  auto file = MemoryBuffer::getOpenFile(*opened, path, /*FileSize=*/-1,
                                        /*RequiresNullTerminator=*/false);
  if (!file)
    return std::nullopt;
  markAsUsed(*opened);
  StringRef stored = (*file)->getBuffer();
  constexpr size_t kHashBytes = sizeof(hash(""));
  if (stored.size() < kHashBytes)
    return std::nullopt;
  StringRef content = stored.drop_front(kHashBytes);
  if (toStringRef(hash(content)) != stored.take_front(kHashBytes))
    return std::nullopt;
  return content.str();
}

Error ObjectCache::store(StringRef key, StringRef content) const {
  auto fail = [&](std::error_code code) {
    return createStringError(code,
                             "cannot write into the cache '" + folder + "': " + code.message());
  };
  if (std::error_code code = sys::fs::create_directories(folder))
    return fail(code);
  std::string path = getPath(key);
  // Not yet the cache's: another process might remove it.
  SmallString<128> model(folder);
  sys::path::append(model, "new-%%%%%%%%");
  Expected<sys::fs::TempFile> file = sys::fs::TempFile::create(model);
  if (!file)
    return fail(errorToErrorCode(file.takeError()));
  raw_fd_ostream stream(file->FD, /*shouldClose=*/false);
  stream << toStringRef(hash(content)) << content;
  stream.flush();
  if (std::error_code code = stream.error()) {
    stream.clear_error();
    return joinErrors(fail(code), file->discard());
  }
  markAsUsed(file->FD);
  if (Error error = file->keep(path))
    return error;
  prune();
  return Error::success();
}

void ObjectCache::prune() const {
  CachePruningPolicy policy;
  policy.Interval = std::chrono::seconds(0);
  policy.Expiration = std::chrono::seconds(0);
  policy.MaxSizePercentageOfAvailableSpace = 0;
  policy.MaxSizeFiles = 0;
  policy.MaxSizeBytes = limit;
  pruneCache(folder, policy);
}

} // namespace luge
