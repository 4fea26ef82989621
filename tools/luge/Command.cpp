// What commands share.
#include "tools/luge/Command.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>

using llvm::cl::OptionCategory;

namespace luge::driver {
OptionCategory lossOptions("Loss options"), modelOptions("Model options"),
    optimizerOptions("Optimizer options"), outputOptions("Output options"),
    schedulerOptions("Scheduler options"), trainingOptions("Training options");
} // namespace luge::driver

std::string luge::driver::torchNameOf(const llvm::cl::Option &option) {
  std::string name = option.ArgStr.str();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

void luge::driver::expectAtLeast(const Option<int64_t> &option, int64_t minimum) {
  if (option < minimum)
    throw Failure(ExitCode::BadUsage, llvm::formatv("expected --{0} to be at least {1}, got {2}",
                                                    option.ArgStr, minimum, option.getValue()));
}
