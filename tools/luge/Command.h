// A subcommand of the driver: its options are members, parsed before `run`.
#ifndef LUGE_TOOLS_LUGE_COMMAND_H
#define LUGE_TOOLS_LUGE_COMMAND_H

#include "tools/luge/Failure.h"
#include "llvm/Support/CommandLine.h"
#include <memory>

namespace luge::driver {

/// The groups in which `--help` lists options.
extern llvm::cl::OptionCategory lossOptions, modelOptions, optimizerOptions, outputOptions,
    schedulerOptions, trainingOptions;

class Command {
public:
  Command(llvm::StringRef name, llvm::StringRef summary, llvm::cl::OptionCategory &group)
      : subcommand(name, summary), group(group) {}
  virtual ~Command() = default;

  /// Returns the exit code. Throws Failure or luge::Error.
  virtual int run() = 0;

  llvm::cl::SubCommand subcommand;
  /// Of the options that belong to this command alone.
  llvm::cl::OptionCategory &group;
};

/// Where an option belongs: to a command, in its group or another.
struct OptionPlace {
  OptionPlace(Command &command) : OptionPlace(command, command.group) {}
  OptionPlace(Command &command, llvm::cl::OptionCategory &group)
      : subcommand(command.subcommand), group(group) {}

  llvm::cl::sub subcommand;
  llvm::cl::cat group;
};

/// An option of one command.
template <typename T> struct Option : llvm::cl::opt<T> {
  template <typename... Mods>
  explicit Option(OptionPlace place, const Mods &...mods)
      : llvm::cl::opt<T>(place.subcommand, place.group, mods...) {}
};
template <typename T> struct ListOption : llvm::cl::list<T> {
  template <typename... Mods>
  explicit ListOption(OptionPlace place, const Mods &...mods)
      : llvm::cl::list<T>(place.subcommand, place.group, mods...) {}
};

/// torch's name of an option, with '_' for '-'.
std::string torchNameOf(const llvm::cl::Option &option);

/// Throws unless the option's value is at least `minimum`.
void expectAtLeast(const Option<int64_t> &option, int64_t minimum);

std::unique_ptr<Command> makeTrainCommand();
std::unique_ptr<Command> makeCompileCommand();
std::unique_ptr<Command> makeInspectCommand();
std::unique_ptr<Command> makeModelsCommand();

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_COMMAND_H
