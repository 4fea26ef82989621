// How a command fails: an exception that main turns into a message and an exit code.
#ifndef LUGE_TOOLS_LUGE_FAILURE_H
#define LUGE_TOOLS_LUGE_FAILURE_H

#include "luge/Error.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <stdexcept>
#include <string>

namespace luge::driver {

/// What the driver's exit codes mean; interruption by signal N is 128 + N.
enum class ExitCode { Success = 0, BadInput = 1, BadUsage = 2, OurBug = 70 };

/// A failure with a message for the user: lower case, no final full stop.
class Failure : public std::runtime_error {
public:
  Failure(ExitCode code, const std::string &message) : std::runtime_error(message), code(code) {}

  const ExitCode code;
};

/// The command line names a `kind` ("optimizer") that does not exist; suggests the nearest of `known`.
[[noreturn]] void failUnknown(llvm::StringRef kind, llvm::StringRef name,
                              llvm::ArrayRef<llvm::StringRef> known);

/// The `kind` called `name` does not have the option that was given; `known`: those that it has, as text.
[[noreturn]] void failForeign(llvm::StringRef kind, llvm::StringRef name, llvm::StringRef option,
                              const std::string &known);

/// What `make` gives for the `kind` called `name`; options that it does not allow are mistakes on the command line.
template <typename F> auto makeNamed(llvm::StringRef kind, llvm::StringRef name, F make) {
  try {
    return make();
  } catch (const Error &error) {
    throw Failure(ExitCode::BadUsage, (kind + " '" + name + "': " + error.message()).str());
  }
}

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_FAILURE_H
