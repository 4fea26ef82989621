// A subcommand of the driver: its options are members, parsed before `run`.
#ifndef LUGE_TOOLS_LUGE_COMMAND_H
#define LUGE_TOOLS_LUGE_COMMAND_H

#include "tools/luge/Failure.h"
#include "llvm/Support/CommandLine.h"
#include <memory>

namespace luge::driver {

class Command {
public:
  Command(llvm::StringRef name, llvm::StringRef summary) : subcommand(name, summary) {}
  virtual ~Command() = default;

  /// Returns the exit code. Throws Failure or luge::Error.
  virtual int run() = 0;

  llvm::cl::SubCommand subcommand;
  llvm::cl::OptionCategory category{"Options"};
};

/// An option of one command.
template <typename T> struct Option : llvm::cl::opt<T> {
  template <typename... Mods>
  explicit Option(Command &command, const Mods &...mods)
      : llvm::cl::opt<T>(llvm::cl::sub(command.subcommand), llvm::cl::cat(command.category),
                         mods...) {}
};
template <typename T> struct ListOption : llvm::cl::list<T> {
  template <typename... Mods>
  explicit ListOption(Command &command, const Mods &...mods)
      : llvm::cl::list<T>(llvm::cl::sub(command.subcommand), llvm::cl::cat(command.category),
                          mods...) {}
};

/// Throws unless the option's value is at least `minimum`.
void expectAtLeast(const Option<int64_t> &option, int64_t minimum);

std::unique_ptr<Command> makeTrainCommand();
std::unique_ptr<Command> makeCompileCommand();
std::unique_ptr<Command> makeInspectCommand();
std::unique_ptr<Command> makeModelsCommand();

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_COMMAND_H
