//===- TargetTable.cpp - Sizes that depend on the CPU ---------------------===//
#include "compiler/Codegen/TargetTable.h"

#include "mlir/IR/Operation.h"

namespace luge {

// Zen 4 runs a 512-bit multiply-add per cycle, or two of 256 bits: its peak is the same for both. Cores with two units
// for 512 bits have a larger first cache, too; 8 x 2 registers of sums hide the latency, and were faster than 14 x 2. But
// not on Skylake's kin, which issue four instructions a cycle and wait for the second cache: the higher a tile, the less
// of its columns they read. 14 x 2 registers were a little faster than 12 x 2 there, but left LLVM too few for the rest.
static constexpr Target kTargets[] = {
    {"avx512-2fma", /*vectorBytes=*/64, /*accumulators=*/16, /*tileVectors=*/2, /*maskRegisters=*/0,
     /*fusedPerCycle=*/2, /*loadsPerCycle=*/2, /*cyclesPerLine=*/0, /*unrolledK=*/1,
     /*l1Bytes=*/48 << 10, /*l2Bytes=*/1 << 20, /*nearBytes=*/4 << 20, /*streams=*/true},
    {"avx512-skylake", /*vectorBytes=*/64, /*accumulators=*/24, /*tileVectors=*/2,
     /*maskRegisters=*/0, /*fusedPerCycle=*/2, /*loadsPerCycle=*/2, /*cyclesPerLine=*/0.75,
     /*unrolledK=*/2, /*l1Bytes=*/32 << 10, /*l2Bytes=*/1 << 20, /*nearBytes=*/1 << 20,
     /*streams=*/true},
    {"avx512", /*vectorBytes=*/64, /*accumulators=*/28, /*tileVectors=*/2, /*maskRegisters=*/0,
     /*fusedPerCycle=*/1, /*loadsPerCycle=*/2, /*cyclesPerLine=*/0, /*unrolledK=*/1,
     /*l1Bytes=*/32 << 10, /*l2Bytes=*/1 << 20, /*nearBytes=*/4 << 20, /*streams=*/true},
    {"avx2", /*vectorBytes=*/32, /*accumulators=*/12, /*tileVectors=*/2, /*maskRegisters=*/2,
     /*fusedPerCycle=*/2, /*loadsPerCycle=*/2, /*cyclesPerLine=*/0, /*unrolledK=*/1,
     /*l1Bytes=*/32 << 10, /*l2Bytes=*/512 << 10, /*nearBytes=*/2 << 20, /*streams=*/true},
    {"generic", /*vectorBytes=*/16, /*accumulators=*/12, /*tileVectors=*/2, /*maskRegisters=*/2,
     /*fusedPerCycle=*/1, /*loadsPerCycle=*/2, /*cyclesPerLine=*/0, /*unrolledK=*/1,
     /*l1Bytes=*/32 << 10, /*l2Bytes=*/256 << 10, /*nearBytes=*/1 << 20, /*streams=*/false},
};

llvm::ArrayRef<Target> getTargets() { return kTargets; }

const Target *lookupTarget(llvm::StringRef name, mlir::Operation *op) {
  for (const Target &target : kTargets)
    if (target.name == name)
      return &target;
  op->emitError("unknown target '") << name << "'";
  return nullptr;
}

} // namespace luge
