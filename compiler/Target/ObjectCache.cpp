//===- ObjectCache.cpp - Objects compiled before, on disk -----------------===//
#include "compiler/Target/ObjectCache.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace luge {

std::optional<ObjectCache> ObjectCache::open() {
  if (std::optional<std::string> folder = sys::Process::GetEnv("LUGE_CACHE_DIR"))
    return folder->empty() ? std::nullopt : std::optional(ObjectCache(*folder));
  SmallString<128> folder;
  if (!sys::path::cache_directory(folder))
    return std::nullopt;
  sys::path::append(folder, "luge");
  return ObjectCache(folder.str().str());
}

std::string ObjectCache::getPath(StringRef key) const {
  SmallString<128> path(folder);
  sys::path::append(path, key);
  return path.str().str();
}

static std::array<uint8_t, 32> hash(StringRef content) {
  return SHA256::hash(arrayRefFromStringRef(content));
}

std::optional<std::string> ObjectCache::find(StringRef key) const {
  auto file =
      MemoryBuffer::getFile(getPath(key), /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!file)
    return std::nullopt;
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
  Expected<sys::fs::TempFile> file = sys::fs::TempFile::create(path + ".%%%%%%");
  if (!file)
    return fail(errorToErrorCode(file.takeError()));
  raw_fd_ostream stream(file->FD, /*shouldClose=*/false);
  stream << toStringRef(hash(content)) << content;
  stream.flush();
  if (std::error_code code = stream.error()) {
    stream.clear_error();
    return joinErrors(fail(code), file->discard());
  }
  return file->keep(path);
}

} // namespace luge
