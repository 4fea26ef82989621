//===- PerfSupport.cpp - Names of code in memory, for profilers -----------===//
#include "compiler/Target/PerfSupport.h"

#include "llvm/ExecutionEngine/Orc/Debugging/DebugInfoSupport.h"
#include "llvm/ExecutionEngine/Orc/Debugging/PerfSupportPlugin.h"
#include "llvm/ExecutionEngine/Orc/TargetProcess/JITLoaderPerf.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace luge {
namespace {

/// Appends each function to `/tmp/perf-PID.map` once it has its place.
class PerfMapPlugin : public orc::ObjectLinkingLayer::Plugin {
public:
  void modifyPassConfig(orc::MaterializationResponsibility &, jitlink::LinkGraph &,
                        jitlink::PassConfiguration &config) override {
    config.PostFixupPasses.push_back([](jitlink::LinkGraph &graph) { return append(graph); });
  }
  Error notifyFailed(orc::MaterializationResponsibility &) override { return Error::success(); }
  Error notifyRemovingResources(orc::JITDylib &, orc::ResourceKey) override {
    return Error::success();
  }
  void notifyTransferringResources(orc::JITDylib &, orc::ResourceKey, orc::ResourceKey) override {}

private:
  static Error append(const jitlink::LinkGraph &graph);
};

} // namespace

Error PerfMapPlugin::append(const jitlink::LinkGraph &graph) {
  std::string path = "/tmp/perf-" + std::to_string(sys::Process::getProcessId()) + ".map";
  std::error_code code;
  raw_fd_ostream file(path, code, sys::fs::OF_Append);
  if (code)
    return createStringError(code, "cannot write '" + path + "': " + code.message());
  for (const jitlink::Symbol *symbol : graph.defined_symbols())
    if (symbol->hasName() && symbol->isCallable())
      file << format_hex_no_prefix(symbol->getAddress().getValue(), 1) << ' '
           << format_hex_no_prefix(symbol->getSize(), 1) << ' ' << *symbol->getName() << '\n';
  return Error::success();
}

Expected<PerfOutput> getPerfOutput() {
  std::optional<std::string> value = sys::Process::GetEnv("LUGE_PERF");
  if (!value || value->empty())
    return PerfOutput::None;
  if (*value == "map")
    return PerfOutput::Map;
  if (*value == "jitdump")
    return PerfOutput::JitDump;
  return createStringError("expected LUGE_PERF to be 'map' or 'jitdump', got '" + *value + "'");
}

void addPerfSupport(orc::ObjectLinkingLayer &layer, orc::ExecutionSession &session,
                    PerfOutput output) {
  if (output == PerfOutput::Map)
    layer.addPlugin(std::make_shared<PerfMapPlugin>());
  if (output != PerfOutput::JitDump)
    return;
  layer.addPlugin(std::make_shared<orc::DebugInfoPreservationPlugin>());
  layer.addPlugin(std::make_shared<orc::PerfSupportPlugin>(
      session.getExecutorProcessControl(),
      orc::ExecutorAddr::fromPtr(&llvm_orc_registerJITLoaderPerfStart),
      orc::ExecutorAddr::fromPtr(&llvm_orc_registerJITLoaderPerfEnd),
      orc::ExecutorAddr::fromPtr(&llvm_orc_registerJITLoaderPerfImpl), /*EmitDebugInfo=*/true,
      /*EmitUnwindInfo=*/false));
}

} // namespace luge
