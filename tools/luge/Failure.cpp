// How a command fails.
#include "tools/luge/Failure.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

void luge::driver::failUnknown(llvm::StringRef kind, llvm::StringRef name,
                               llvm::ArrayRef<llvm::StringRef> known) {
  std::string message = ("unknown " + kind + " '" + name + "'").str();
  const llvm::StringRef *nearest =
      llvm::min_element(known, [&](llvm::StringRef a, llvm::StringRef b) {
        return a.edit_distance(name) < b.edit_distance(name);
      });
  // Two letters that changed places count twice.
  if (nearest->edit_distance(name) <= std::max<size_t>(2, name.size() / 2))
    message += ("; did you mean '" + *nearest + "'?").str();
  else
    message += "; expected one of " + llvm::join(known, ", ");
  throw Failure(ExitCode::BadUsage, message);
}

void luge::driver::failForeign(llvm::StringRef kind, llvm::StringRef name, llvm::StringRef option,
                               const std::string &known) {
  throw Failure(ExitCode::BadUsage, (kind + " '" + name + "' has no '" + option + "'" +
                                     (known.empty() ? "" : ", only " + known))
                                        .str());
}
