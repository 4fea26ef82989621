// What `luge inspect` tells of a program.
#ifndef LUGE_TOOLS_LUGE_INSPECTREPORT_H
#define LUGE_TOOLS_LUGE_INSPECTREPORT_H

#include "tools/luge/WorkCount.h"

namespace luge::driver {

/// The memory that a function needs for temporaries.
struct FunctionPlan {
  std::string name;
  int64_t plannedBytes;
  int64_t lowerBound; // the most that is live at one time

  double getRatio() const { return lowerBound ? double(plannedBytes) / double(lowerBound) : 1; }
};

struct InspectReport {
  std::string program;
  int64_t batch, parameterBytes, stateBytes;
  MachinePeaks peaks;
  std::vector<OpWork> ops; // of `step`
  std::vector<FunctionPlan> plans;
};

/// Tables on standard output.
void printText(const InspectReport &report);
/// One JSON object on standard output.
void printJson(const InspectReport &report);

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_INSPECTREPORT_H
