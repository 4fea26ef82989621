// What `luge inspect` tells of a program.
#include "tools/luge/InspectReport.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace luge::driver;

namespace {

/// The work of several ops.
struct Sum {
  int64_t ops = 0, flops = 0, bytes = 0;
  double seconds = 0;

  void add(const OpWork &work, const MachinePeaks &peaks) {
    ++ops;
    flops += work.flops;
    bytes += work.bytes;
    seconds += work.getTime(peaks);
  }
};

} // namespace

static llvm::MapVector<llvm::StringRef, Sum> sumLayers(const InspectReport &report) {
  llvm::MapVector<llvm::StringRef, Sum> layers;
  for (const OpWork &work : report.ops)
    layers[work.layer].add(work, report.peaks);
  return layers;
}

static Sum sumAll(const InspectReport &report) {
  Sum total;
  for (const OpWork &work : report.ops)
    total.add(work, report.peaks);
  return total;
}

static std::string describeExtents(const OpWork &work) {
  return llvm::join(llvm::map_range(work.extents, [](int64_t n) { return std::to_string(n); }),
                    "x");
}

//===----------------------------------------------------------------------===//
// For people
//===----------------------------------------------------------------------===//

static std::string grouped(int64_t number) {
  std::string digits = std::to_string(number);
  for (int64_t at = int64_t(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(at, ",");
  return digits;
}

static std::string nameOf(llvm::StringRef layer) { return layer.empty() ? "(other)" : layer.str(); }

static void printOps(const InspectReport &report) {
  llvm::outs() << llvm::formatv("{0,-12} {1,-12} {2,-16} {3,16} {4,14} {5,11}  {6,-7} {7}\n", "op",
                                "layer", "loops", "FLOPs", "bytes", "roofline us", "bound by",
                                "epilogue");
  for (const OpWork &work : report.ops) {
    std::string line =
        llvm::formatv("{0,-12} {1,-12} {2,-16} {3,16} {4,14} {5,11:F2}  {6,-8} {7}", work.kind,
                      nameOf(work.layer), describeExtents(work), grouped(work.flops),
                      grouped(work.bytes), work.getTime(report.peaks) * 1e6,
                      work.isBoundByMemory(report.peaks) ? "memory" : "compute", work.epilogue);
    llvm::outs() << llvm::StringRef(line).rtrim() << '\n';
  }
}

static void printSum(llvm::StringRef name, const Sum &sum) {
  llvm::outs() << llvm::formatv("{0,-12} {1,6} {2,18} {3,18} {4,12:F2}\n", name, sum.ops,
                                grouped(sum.flops), grouped(sum.bytes), sum.seconds * 1e6);
}

void luge::driver::printText(const InspectReport &report) {
  llvm::outs() << llvm::formatv(
      "program '{0}', batch {1}: parameters {2} bytes, optimizer state {3} bytes\n"
      "peaks: {4:F1} GFLOP/s, {5:F1} GB/s\n\n",
      report.program, report.batch, grouped(report.parameterBytes), grouped(report.stateBytes),
      report.peaks.gflops, report.peaks.bandwidth);
  printOps(report);
  llvm::outs() << llvm::formatv("\n{0,-12} {1,6} {2,18} {3,18} {4,12}\n", "layer", "ops", "FLOPs",
                                "bytes", "roofline us");
  for (auto &[layer, sum] : sumLayers(report))
    printSum(nameOf(layer), sum);
  printSum("total", sumAll(report));
  llvm::outs() << llvm::formatv("\n{0,-12} {1,18} {2,18} {3,6}\n", "function", "planned bytes",
                                "lower bound", "ratio");
  for (const FunctionPlan &plan : report.plans)
    llvm::outs() << llvm::formatv("{0,-12} {1,18} {2,18} {3,6:F3}\n", plan.name,
                                  grouped(plan.plannedBytes), grouped(plan.lowerBound),
                                  plan.getRatio());
}

//===----------------------------------------------------------------------===//
// For machines
//===----------------------------------------------------------------------===//

static llvm::json::Object toJson(const Sum &sum) {
  return llvm::json::Object{{"ops", sum.ops},
                            {"flops", sum.flops},
                            {"bytes", sum.bytes},
                            {"roofline_seconds", sum.seconds}};
}

static llvm::json::Object toJson(const OpWork &work, const MachinePeaks &peaks) {
  return llvm::json::Object{{"op", work.kind},
                            {"layer", work.layer},
                            {"extents", llvm::json::Array(work.extents)},
                            {"epilogue", work.epilogue},
                            {"flops", work.flops},
                            {"bytes", work.bytes},
                            {"roofline_seconds", work.getTime(peaks)},
                            {"bound_by", work.isBoundByMemory(peaks) ? "memory" : "compute"}};
}

void luge::driver::printJson(const InspectReport &report) {
  llvm::json::Array ops, layers, functions;
  for (const OpWork &work : report.ops)
    ops.push_back(toJson(work, report.peaks));
  for (auto &[layer, sum] : sumLayers(report)) {
    llvm::json::Object object = toJson(sum);
    object["layer"] = layer;
    layers.push_back(std::move(object));
  }
  for (const FunctionPlan &plan : report.plans)
    functions.push_back(llvm::json::Object{{"function", plan.name},
                                           {"planned_bytes", plan.plannedBytes},
                                           {"lower_bound_bytes", plan.lowerBound},
                                           {"ratio", plan.getRatio()}});
  llvm::outs() << llvm::json::Value(llvm::json::Object{{"program", report.program},
                                                       {"batch", report.batch},
                                                       {"parameter_bytes", report.parameterBytes},
                                                       {"state_bytes", report.stateBytes},
                                                       {"peak_gflops", report.peaks.gflops},
                                                       {"peak_bandwidth", report.peaks.bandwidth},
                                                       {"ops", std::move(ops)},
                                                       {"layers", std::move(layers)},
                                                       {"total", toJson(sumAll(report))},
                                                       {"functions", std::move(functions)}})
               << '\n';
}
