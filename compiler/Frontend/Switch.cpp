#include "luge/Switch.h"

#include "compiler/Frontend/StepTrace.h"

using namespace luge;
using namespace luge::frontend;

Switch::operator bool() const {
  if (StepTrace *trace = StepTrace::active())
    trace->guard([state = state, before = *state] { return *state == before; });
  return *state;
}
