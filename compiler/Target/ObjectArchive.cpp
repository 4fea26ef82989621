//===- ObjectArchive.cpp - A program as several objects -------------------===//
//
// A context of LLVM serves one thread, so each part travels as bitcode to a context of its own.
//
//===----------------------------------------------------------------------===//
#include "compiler/Target/ObjectArchive.h"

#include "compiler/Target/ObjectCode.h"
#include "compiler/Target/TargetMachine.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/Object/Archive.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Transforms/Utils/SplitModule.h"

using namespace llvm;

namespace luge {

static Expected<std::string> compilePart(StringRef bitcode, const TargetOptions &options) {
  LLVMContext context;
  auto module = parseBitcodeFile(MemoryBufferRef(bitcode, "part"), context);
  if (!module)
    return module.takeError();
  auto machine = createTargetMachine(options);
  if (!machine)
    return machine.takeError();
  optimize(**module, **machine);
  return emitMachineCode(**module, **machine, CodeGenFileType::ObjectFile);
}

static Expected<std::string> writeObjects(ArrayRef<std::string> objects) {
  std::vector<NewArchiveMember> members;
  members.reserve(objects.size());
  for (const std::string &object : objects)
    members.emplace_back(MemoryBufferRef(object, "part.o"));
  auto archive = writeArchiveToBuffer(members, SymtabWritingMode::NoSymtab, object::Archive::K_GNU,
                                      /*Deterministic=*/true, /*Thin=*/false);
  if (!archive)
    return archive.takeError();
  return (*archive)->getBuffer().str();
}

Expected<std::string> emitArchive(Module &module, const TargetOptions &options) {
  // A part is worth some milliseconds of a thread.
  constexpr unsigned kMinInstructions = 1000;
  ThreadPoolStrategy threads = hardware_concurrency();
  unsigned parts = std::clamp(module.getInstructionCount() / kMinInstructions, 1u,
                              threads.compute_thread_count());
  std::vector<SmallString<0>> bitcode;
  SplitModule(
      module, parts,
      [&](std::unique_ptr<Module> part) {
        raw_svector_ostream stream(bitcode.emplace_back());
        WriteBitcodeToFile(*part, stream);
      },
      /*PreserveLocals=*/false, /*RoundRobin=*/true);

  std::vector<std::string> objects(bitcode.size()), failures(bitcode.size());
  {
    DefaultThreadPool pool(threads);
    for (size_t number = 0; number < bitcode.size(); ++number)
      pool.async([&, number] {
        Expected<std::string> object = compilePart(bitcode[number], options);
        if (object)
          objects[number] = std::move(*object);
        else
          failures[number] = toString(object.takeError());
      });
  }
  for (const std::string &failure : failures)
    if (!failure.empty())
      return createStringError(failure);
  return writeObjects(objects);
}

Error visitObjects(MemoryBufferRef archive, function_ref<Error(MemoryBufferRef)> visit) {
  auto opened = object::Archive::create(archive);
  if (!opened)
    return opened.takeError();
  Error error = Error::success();
  for (const object::Archive::Child &child : (*opened)->children(error)) {
    auto member = child.getMemoryBufferRef();
    if (!member)
      return joinErrors(std::move(error), member.takeError());
    if (Error failure = visit(*member))
      return joinErrors(std::move(error), std::move(failure));
  }
  return error;
}

} // namespace luge
