//===- TargetMachine.cpp - LLVM's target for our options ------------------===//
#include "compiler/Target/TargetMachine.h"

#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;

namespace luge {
namespace {

struct Processor {
  std::string cpu;
  std::string features;
};

} // namespace

static Processor resolve(const TargetOptions &options) {
  Processor processor{options.cpu, {}};
  SubtargetFeatures features;
  if (options.cpu == "native") {
    processor.cpu = sys::getHostCPUName();
    StringMap<bool> host = sys::getHostCPUFeatures();
    SmallVector<StringRef> names(host.keys());
    sort(names);
    for (StringRef name : names)
      features.AddFeature(name, host[name]);
  }
  for (StringRef feature : split(options.features, ','))
    if (!feature.empty())
      features.AddFeature(feature);
  processor.features = features.getString();
  return processor;
}

std::string describeTarget(const TargetOptions &options) {
  Processor processor = resolve(options);
  return sys::getDefaultTargetTriple() + " " + processor.cpu + " " + processor.features + " O" +
         std::to_string(options.optLevel) + (options.threads ? " threads" : " no-threads") +
         (options.debugInfo ? " debug-info" : "") + (options.trace ? " trace" : "");
}

static Error verifyProcessor(const Target &target, const Triple &triple,
                             const Processor &processor) {
  std::unique_ptr<MCSubtargetInfo> generic(target.createMCSubtargetInfo(triple, "", ""));
  if (!generic->isCPUStringValid(processor.cpu))
    return createStringError("unknown CPU '" + processor.cpu + "'");
  SubtargetFeatures features(processor.features);
  for (const std::string &feature : features.getFeatures()) {
    StringRef name = SubtargetFeatures::StripFlag(feature);
    if (none_of(generic->getAllProcessorFeatures(),
                [&](const auto &known) { return name == known.Key; }))
      return createStringError("unknown feature '" + name + "'");
  }
  return Error::success();
}

Expected<std::unique_ptr<TargetMachine>> createTargetMachine(const TargetOptions &options) {
  InitializeNativeTarget();
  InitializeNativeTargetAsmPrinter();
  Triple triple(sys::getDefaultTargetTriple());
  std::string message;
  const Target *target = TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return createStringError(message);
  Processor processor = resolve(options);
  if (Error error = verifyProcessor(*target, triple, processor))
    return error;
  llvm::TargetOptions machineOptions;
  // Where a multiplication meets an addition is decided in the IR, by the flag `contract`.
  machineOptions.AllowFPOpFusion = FPOpFusion::Standard;
  CodeGenOptLevel level = CodeGenOpt::getLevel(options.optLevel).value_or(CodeGenOptLevel::Default);
  return std::unique_ptr<TargetMachine>(target->createTargetMachine(
      triple, processor.cpu, processor.features, machineOptions, Reloc::PIC_,
      /*CM=*/std::nullopt, level));
}

} // namespace luge
