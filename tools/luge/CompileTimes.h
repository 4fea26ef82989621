// --time-passes: where the time goes while compiling.
#ifndef LUGE_TOOLS_LUGE_COMPILETIMES_H
#define LUGE_TOOLS_LUGE_COMPILETIMES_H

#include "mlir/Support/Timing.h"
#include "tools/luge/Command.h"

namespace luge::driver {

class CompileTimes {
public:
  explicit CompileTimes(Command &command);

  bool isWanted() const { return timePasses; }

  /// Begins to take times, if the option is given; else for a trace, if there is one. To be called once.
  mlir::TimingScope begin();
  /// Prints them to standard error. All scopes must have ended.
  void report();

private:
  Option<bool> timePasses;
  mlir::DefaultTimingManager manager;
};

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_COMPILETIMES_H
