//===- ObjectArchive.cpp - A program as several objects -------------------===//
//
// A context of LLVM serves one thread, so each part reads its functions from bitcode into a context of its own.
//
//===----------------------------------------------------------------------===//
#include "compiler/Target/ObjectArchive.h"

#include "compiler/Target/ObjectCode.h"
#include "compiler/Target/TargetMachine.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/Object/Archive.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace luge {

/// Names of functions. The first part has the global variables too.
using Part = StringSet<>;

/// Makes all symbols visible to other parts.
static void externalize(Module &module) {
  for (GlobalValue &value : module.global_values()) {
    if (value.hasLocalLinkage()) {
      value.setLinkage(GlobalValue::ExternalLinkage);
      value.setVisibility(GlobalValue::HiddenVisibility);
    }
    if (!value.hasName())
      value.setName("constant");
  }
}

/// Divides the functions into `count` parts of about equal length, the longest functions first.
static std::vector<Part> divide(Module &module, size_t count) {
  SmallVector<std::pair<unsigned, StringRef>> functions;
  for (Function &function : module)
    if (!function.isDeclaration())
      functions.emplace_back(function.getInstructionCount(), function.getName());
  stable_sort(functions, [](auto &a, auto &b) { return a.first > b.first; });
  std::vector<Part> parts(count);
  SmallVector<unsigned> lengths(count);
  for (auto [length, name] : functions) {
    size_t shortest = llvm::min_element(lengths) - lengths.begin();
    lengths[shortest] += length;
    parts[shortest].insert(name);
  }
  return parts;
}

/// Reads of `bitcode` what belongs to `part`.
static Expected<std::unique_ptr<Module>> readPart(StringRef bitcode, const Part &part,
                                                  bool hasVariables, LLVMContext &context) {
  auto module = getLazyBitcodeModule(MemoryBufferRef(bitcode, "program"), context);
  if (!module)
    return module.takeError();
  for (Function &function : **module)
    if (!function.isDeclaration() && !part.contains(function.getName()))
      function.deleteBody();
  if (Error error = (*module)->materializeAll())
    return error;
  if (!hasVariables)
    for (GlobalVariable &variable : (*module)->globals())
      variable.setInitializer(nullptr);
  return module;
}

static Expected<std::string> compilePart(StringRef bitcode, const Part &part, bool hasVariables,
                                         const TargetOptions &options) {
  LLVMContext context;
  auto module = readPart(bitcode, part, hasVariables, context);
  if (!module)
    return module.takeError();
  auto machine = createTargetMachine(options);
  if (!machine)
    return machine.takeError();
  optimize(**module, **machine, options);
  return emitMachineCode(**module, **machine, options, CodeGenFileType::ObjectFile);
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
  mlir::TimingScope timing = options.time("division into objects");
  externalize(module);
  SmallString<0> bitcode;
  raw_svector_ostream stream(bitcode);
  WriteBitcodeToFile(module, stream);
  // More parts than threads even out what lengths do not tell of the time.
  constexpr unsigned kPartsPerThread = 3, kMinInstructions = 400;
  ThreadPoolStrategy threads = hardware_concurrency();
  unsigned count = threads.compute_thread_count(), most = count == 1 ? 1 : kPartsPerThread * count;
  std::vector<Part> parts =
      divide(module, std::clamp(module.getInstructionCount() / kMinInstructions, 1u, most));
  timing.stop();
  timing = options.time("objects");
  TargetOptions nested = options;
  nested.timing = &timing;

  std::vector<std::string> objects(parts.size()), failures(parts.size());
  {
    DefaultThreadPool pool(threads);
    for (size_t number = 0; number < parts.size(); ++number)
      pool.async([&, number] {
        Expected<std::string> object =
            compilePart(bitcode, parts[number], /*hasVariables=*/number == 0, nested);
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
