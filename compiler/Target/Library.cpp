//===- Library.cpp - A program as a C library -----------------------------===//
#include "compiler/Target/Library.h"

#include "compiler/Target/InterfaceCode.h"
#include "compiler/Target/ObjectCode.h"
#include "compiler/Target/TargetMachine.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Object/Archive.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace luge {

/// The object of the functions that a C program calls.
static Expected<std::string> compileInterface(const ProgramDescription &program,
                                              const TargetOptions &options) {
  auto machine = createTargetMachine(options);
  if (!machine)
    return machine.takeError();
  LLVMContext context;
  Module module("interface", context);
  module.setTargetTriple((*machine)->getTargetTriple());
  module.setDataLayout((*machine)->createDataLayout());
  emitInterface(module, Interface(program));
  optimize(module, **machine, options);
  return emitMachineCode(module, **machine, options, CodeGenFileType::ObjectFile);
}

/// Appends the members of the archive at `path`, which `buffer` will hold.
static Error addRuntime(const std::string &path, std::unique_ptr<MemoryBuffer> &buffer,
                        std::unique_ptr<object::Archive> &archive,
                        std::vector<NewArchiveMember> &members) {
  auto file = MemoryBuffer::getFile(path);
  if (!file)
    return createStringError(file.getError(),
                             "cannot read '" + path + "': " + file.getError().message());
  buffer = std::move(*file);
  auto opened = object::Archive::create(buffer->getMemBufferRef());
  if (!opened)
    return opened.takeError();
  archive = std::move(*opened);
  Error error = Error::success();
  for (const object::Archive::Child &child : archive->children(error)) {
    auto member = NewArchiveMember::getOldMember(child, /*Deterministic=*/true);
    if (!member)
      return joinErrors(std::move(error), member.takeError());
    members.push_back(std::move(*member));
  }
  return error;
}

Error writeLibrary(const std::string &path, StringRef object, const ProgramDescription &program,
                   const TargetOptions &options, const std::string &runtimeFolder) {
  Expected<std::string> interface = compileInterface(program, options);
  if (!interface)
    return interface.takeError();
  std::string prefix = makeIdentifier(program.name);
  std::string codeName = prefix + ".o", interfaceName = prefix + "-interface.o";
  std::vector<NewArchiveMember> members;
  members.emplace_back(MemoryBufferRef(object, codeName));
  members.emplace_back(MemoryBufferRef(*interface, interfaceName));
  std::unique_ptr<MemoryBuffer> buffer;
  std::unique_ptr<object::Archive> archive;
  StringRef runtime = options.threads ? "libluge-runtime.a" : "libluge-runtime-serial.a";
  SmallString<128> runtimePath(runtimeFolder);
  sys::path::append(runtimePath, runtime);
  if (Error error = addRuntime(runtimePath.str().str(), buffer, archive, members))
    return error;
  return writeArchive(path, members, SymtabWritingMode::NormalSymtab, object::Archive::K_GNU,
                      /*Deterministic=*/true, /*Thin=*/false);
}

std::string findRuntimeFolder() {
  std::string executable = sys::fs::getMainExecutable(nullptr, nullptr);
  SmallString<128> folder(sys::path::parent_path(sys::path::parent_path(executable)));
  sys::path::append(folder, "lib");
  return folder.str().str();
}

} // namespace luge
