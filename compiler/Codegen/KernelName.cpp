//===- KernelName.cpp - What a kernel computes, in the user's words -------===//
#include "compiler/Codegen/KernelName.h"

#include "mlir/IR/Location.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace mlir;

namespace luge {
namespace {

/// Ops and lines, each once, in the order in which they were first seen.
class Description {
public:
  void add(Location location);
  std::string str() const;

private:
  /// Beyond as many, a name says more than one can read.
  static constexpr size_t kMaxOps = 5, kMaxLines = 3;

  llvm::SetVector<StringRef> ops;
  llvm::SetVector<std::pair<StringAttr, unsigned>> lines;
  llvm::DenseSet<Location> seen;
};

} // namespace

void Description::add(Location location) {
  if (!seen.insert(location).second)
    return;
  // Index arithmetic and the like belongs to nothing that the user wrote.
  bool isNamed = false;
  location->walk([&](Location part) {
    auto name = dyn_cast<NameLoc>(part);
    StringRef op = name ? name.getName().strref() : StringRef();
    if (op.consume_front("op:"))
      ops.insert(op), isNamed = true;
    else if (auto line = dyn_cast<FileLineColLoc>(part); line && isNamed)
      lines.insert({line.getFilename(), line.getLine()});
    return WalkResult::advance();
  });
}

std::string Description::str() const {
  if (ops.empty())
    return {};
  SmallVector<StringRef> names(llvm::ArrayRef(ops.getArrayRef()).take_front(kMaxOps));
  if (ops.size() > kMaxOps)
    names.push_back("etc");
  std::string text = llvm::join(names, "+");
  StringAttr last;
  for (auto [file, line] : llvm::ArrayRef(lines.getArrayRef()).take_front(kMaxLines)) {
    StringRef separator = last ? "," : "@";
    text +=
        file == last ? separator.str() : (separator + llvm::sys::path::filename(file) + ":").str();
    text += std::to_string(line);
    last = file;
  }
  return text;
}

std::string describeKernel(Operation &op) {
  Description description;
  op.walk<WalkOrder::PreOrder>([&](Operation *nested) {
    if (!matchPattern(nested, m_Constant()))
      description.add(nested->getLoc());
  });
  return description.str();
}

std::string makeKernelSymbol(StringRef description) {
  std::string symbol = description.str();
  for (char &c : symbol)
    if (!llvm::isAlnum(c) && c != '.')
      c = '_';
  // Without a line it could be a function of libm's.
  return description.contains('@') ? symbol : symbol + "_kernel";
}

} // namespace luge
