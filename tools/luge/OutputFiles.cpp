// Files that appear whole or not at all.
#include "tools/luge/OutputFiles.h"
#include "tools/luge/Failure.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace luge::driver;
using llvm::sys::fs::TempFile;

namespace fs = llvm::sys::fs;

[[noreturn]] static void fail(const std::string &path, llvm::Error error) {
  throw Failure(ExitCode::BadInput,
                llvm::formatv("cannot write '{0}': {1}", path, llvm::toString(std::move(error))));
}

/// Standard output, a device or a pipe: written where it is, never replaced.
static bool isStream(const std::string &path) {
  fs::file_status status;
  return path == "-" ||
         (!fs::status(path, status) && fs::exists(status) && !fs::is_regular_file(status));
}

static std::error_code write(llvm::raw_fd_ostream &stream, llvm::StringRef content) {
  stream << content;
  stream.flush();
  std::error_code error = stream.error();
  stream.clear_error();
  return error;
}

static void writeStream(const OutputFile &file) {
  std::error_code error;
  llvm::raw_fd_ostream stream(file.path, error);
  if (!error)
    error = write(stream, file.content);
  if (error)
    fail(file.path, llvm::errorCodeToError(error));
}

/// Writes beside the file's place.
static llvm::Expected<TempFile> prepare(const OutputFile &file) {
  llvm::Expected<TempFile> temporary =
      TempFile::create(file.path + ".%%%%%%", fs::all_read | fs::all_write);
  if (!temporary)
    return temporary;
  llvm::raw_fd_ostream stream(temporary->FD, /*shouldClose=*/false);
  if (std::error_code error = write(stream, file.content))
    return llvm::joinErrors(llvm::errorCodeToError(error), temporary->discard());
  return temporary;
}

void luge::driver::writeFiles(llvm::ArrayRef<OutputFile> files) {
  llvm::SmallVector<std::pair<const OutputFile *, TempFile>> prepared;
  auto discard = [&](const OutputFile &file, llvm::Error error) {
    for (auto &[unused, other] : prepared)
      llvm::consumeError(other.discard());
    fail(file.path, std::move(error));
  };
  for (const OutputFile &file : files) {
    if (fs::is_directory(file.path))
      discard(file, llvm::errorCodeToError(make_error_code(std::errc::is_a_directory)));
    if (isStream(file.path))
      continue;
    llvm::Expected<TempFile> temporary = prepare(file);
    if (!temporary)
      discard(file, temporary.takeError());
    prepared.emplace_back(&file, std::move(*temporary));
  }
  for (auto &[file, temporary] : prepared)
    if (llvm::Error error = temporary.keep(file->path))
      fail(file->path, std::move(error));
  for (const OutputFile &file : files)
    if (isStream(file.path))
      writeStream(file);
}

void luge::driver::expectWritable(const std::string &path) {
  if (isStream(path))
    fail(path, llvm::createStringError("not a regular file"));
  llvm::Expected<TempFile> temporary = prepare({path, ""});
  if (!temporary)
    fail(path, temporary.takeError());
  llvm::consumeError(temporary->discard());
}
