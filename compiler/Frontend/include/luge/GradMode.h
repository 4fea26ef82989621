/// Switches for recording gradients and for threads.
#ifndef LUGE_GRADMODE_H
#define LUGE_GRADMODE_H

#include "luge/Error.h"

namespace luge {

/// While one lives, results of operations do not require gradients.
class NoGradGuard {
public:
  NoGradGuard();
  ~NoGradGuard();
  NoGradGuard(const NoGradGuard &) = delete;
  NoGradGuard &operator=(const NoGradGuard &) = delete;

private:
  bool before;
};
using no_grad = NoGradGuard;

bool is_grad_enabled();

/// Threads of compiled programs; results do not depend on their number. At first, as many as there are cores.
void set_num_threads(int threads, Location where = Location::current());
int get_num_threads();

} // namespace luge

#endif // LUGE_GRADMODE_H
