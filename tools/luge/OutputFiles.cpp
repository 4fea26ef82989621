// Files that appear whole or not at all.
#include "tools/luge/OutputFiles.h"
#include "tools/luge/Failure.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace luge::driver;
using llvm::sys::fs::TempFile;

[[noreturn]] static void fail(const OutputFile &file, llvm::Error error) {
  throw Failure(ExitCode::BadInput, llvm::formatv("cannot write '{0}': {1}", file.path,
                                                  llvm::toString(std::move(error))));
}

/// Writes beside the file's place.
static llvm::Expected<TempFile> prepare(const OutputFile &file) {
  llvm::Expected<TempFile> temporary =
      TempFile::create(file.path + ".%%%%%%", llvm::sys::fs::all_read | llvm::sys::fs::all_write);
  if (!temporary)
    return temporary;
  llvm::raw_fd_ostream stream(temporary->FD, /*shouldClose=*/false);
  stream << file.content;
  stream.flush();
  if (std::error_code error = stream.error()) {
    stream.clear_error();
    return llvm::joinErrors(llvm::errorCodeToError(error), temporary->discard());
  }
  return temporary;
}

void luge::driver::writeFiles(llvm::ArrayRef<OutputFile> files) {
  llvm::SmallVector<std::pair<const OutputFile *, TempFile>> prepared;
  for (const OutputFile &file : files) {
    if (file.path == "-")
      continue;
    llvm::Expected<TempFile> temporary = prepare(file);
    if (!temporary) {
      for (auto &[unused, other] : prepared)
        llvm::consumeError(other.discard());
      fail(file, temporary.takeError());
    }
    prepared.emplace_back(&file, std::move(*temporary));
  }
  for (auto &[file, temporary] : prepared)
    if (llvm::Error error = temporary.keep(file->path))
      fail(*file, std::move(error));
  for (const OutputFile &file : files)
    if (file.path == "-")
      llvm::outs() << file.content;
}

void luge::driver::expectWritable(const std::string &path) {
  OutputFile empty = {path, ""};
  llvm::Expected<TempFile> temporary = prepare(empty);
  if (!temporary)
    fail(empty, temporary.takeError());
  llvm::consumeError(temporary->discard());
}
