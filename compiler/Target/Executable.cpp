//===- Executable.cpp - Compiled code, loaded into this process -----------===//
#include "compiler/Target/Executable.h"

#include "compiler/Target/ExternalSymbols.h"
#include "compiler/Target/ObjectArchive.h"
#include "compiler/Target/PerfSupport.h"
#include "compiler/Target/ProgramDescription.h"
#include "compiler/Target/TraceFile.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/Core.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/ExecutionEngine/Orc/SelfExecutorProcessControl.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace luge {

struct Executable::Linker {
  explicit Linker(std::unique_ptr<orc::ExecutorProcessControl> process)
      : session(std::move(process)),
        layer(session, session.getExecutorProcessControl().getMemMgr()) {}
  ~Linker() {
    if (Error error = session.endSession())
      session.reportError(std::move(error));
  }

  orc::ExecutionSession session;
  orc::ObjectLinkingLayer layer;
};

Executable::Executable() = default;
Executable::~Executable() = default;

static Error defineExternalSymbols(orc::ExecutionSession &session, orc::JITDylib &library) {
  orc::SymbolMap symbols;
  for (const ExternalSymbol &symbol : getExternalSymbols())
    symbols[session.intern(symbol.name)] = {orc::ExecutorAddr::fromPtr(symbol.address),
                                            JITSymbolFlags::Exported | JITSymbolFlags::Callable};
  if (TraceFile *trace = TraceFile::current())
    symbols[session.intern("luge_trace")] = {orc::ExecutorAddr::fromPtr(trace->getKernels()),
                                             JITSymbolFlags::Exported};
  return library.define(orc::absoluteSymbols(std::move(symbols)));
}

Expected<TargetOptions> Executable::getTargetOptions() {
  Expected<PerfOutput> perf = getPerfOutput();
  if (!perf)
    return perf.takeError();
  TargetOptions options;
  options.debugInfo = *perf != PerfOutput::None;
  options.trace = TraceFile::current() != nullptr;
  return options;
}

Expected<std::unique_ptr<Executable>> Executable::load(StringRef archive, StringRef name) {
  Expected<PerfOutput> perf = getPerfOutput();
  if (!perf)
    return perf.takeError();
  auto process = orc::SelfExecutorProcessControl::Create();
  if (!process)
    return process.takeError();
  std::unique_ptr<Executable> executable(new Executable);
  executable->linker = std::make_unique<Linker>(std::move(*process));
  orc::ExecutionSession &session = executable->linker->session;
  orc::JITDylib &library = session.createBareJITDylib(name.str());
  addPerfSupport(executable->linker->layer, session, *perf);
  if (Error error = defineExternalSymbols(session, library))
    return error;
  auto add = [&](MemoryBufferRef object) {
    return executable->linker->layer.add(
        library, MemoryBuffer::getMemBufferCopy(object.getBuffer(), object.getBufferIdentifier()));
  };
  if (Error error = visitObjects(MemoryBufferRef(archive, name), add))
    return error;
  auto symbol = session.lookup({&library}, makeIdentifier(name) + "_program");
  if (!symbol)
    return symbol.takeError();
  executable->program = symbol->getAddress().toPtr<const luge_program *>();
  return executable;
}

} // namespace luge
