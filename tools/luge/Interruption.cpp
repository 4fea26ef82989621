// Ctrl-C and `kill` as a request, rather than an end.
#include "tools/luge/Interruption.h"
#include <csignal>

static volatile std::sig_atomic_t received = 0;

luge::driver::Interruption::Interruption() {
  received = 0;
  struct sigaction action = {};
  action.sa_handler = [](int signal) { received = signal; };
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

luge::driver::Interruption::~Interruption() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

int luge::driver::Interruption::signal() const { return received; }
