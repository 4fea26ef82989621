// Ctrl-C and `kill` as a request, rather than an end.
#ifndef LUGE_TOOLS_LUGE_INTERRUPTION_H
#define LUGE_TOOLS_LUGE_INTERRUPTION_H

namespace luge::driver {

/// While one lives, the first SIGINT or SIGTERM is remembered and the second ends the process.
class Interruption {
public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption &) = delete;
  Interruption &operator=(const Interruption &) = delete;

  /// The signal that came, or 0.
  int signal() const;
};

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_INTERRUPTION_H
